package hydrophone.agent.config;

import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.agent.slurm.SacctQuery.States;
import hydrophone.metrics.Listen;
import hydrophone.topic.Role;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a daemon is to do: sections and keys of Sonar's configuration files, today's and those of
 * its early days, and a few of our own.
 */
public record DaemonConfig(
        Global global,
        Destination destination,
        Spool spool,
        Control control,
        Metrics metrics,
        Sample sample,
        Sysinfo sysinfo,
        Jobs jobs,
        Cluster cluster,
        Programs programs,
        Debug debug) {

    /**
     * Who we are.
     *
     * @param cluster canonical name of the cluster
     * @param role names the control topic, nothing else
     * @param lockDirectory at most one daemon of this cluster, role and host runs with it
     * @param topicPrefix goes before every topic's name; "" = none
     * @param hostnameOnly cut our own name at its first dot
     * @param producer what {@code meta.producer} says
     * @param procRoot the /proc to read: a container's own shows the container only
     * @param sysRoot the /sys to read
     * @param token for {@code meta.token}; a secret
     * @param jsonLog log lines are JSON objects
     */
    public record Global(
            String cluster,
            Role role,
            Optional<Path> lockDirectory,
            String topicPrefix,
            boolean hostnameOnly,
            String producer,
            Path procRoot,
            Path sysRoot,
            Optional<String> token,
            boolean jsonLog) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Global[cluster=" + cluster + ", role=" + role.word() + "]";
        }
    }

    /**
     * Where messages wait until a {@link Destination.Remote} has acknowledged them.
     *
     * @param directory where the folder of this cluster, role and host is made; empty = the state
     *     folder
     * @param cap bytes on disk at most; empty = 1 GiB, or a tenth of the free space if that is less
     * @param sync a message counts as accepted only when the disk has it
     * @param drainRate bytes of messages a second at most, while there is much to catch up with
     */
    public record Spool(Optional<Path> directory, OptionalLong cap, boolean sync, long drainRate) {}

    /**
     * What operators may do.
     *
     * @param enabled whether the broker's control topic is listened to
     * @param allowExit whether a control message may end the daemon
     */
    public record Control(boolean enabled, boolean allowExit) {}

    /** Where the daemon tells of itself; empty = nowhere. */
    public record Metrics(Optional<Listen> listen) {}

    /** Processes; no cadence = off. */
    public record Sample(Optional<Cadence> cadence, SampleSettings settings) {}

    /** The machine; no cadence = off. */
    public record Sysinfo(Optional<Cadence> cadence, boolean onStartup, SysinfoSettings settings) {}

    /**
     * Slurm's jobs; no cadence = off.
     *
     * @param window how far back to ask; twice the cadence unless given
     * @param uncompleted pending, running and suspended jobs too
     * @param batchSize records in one message at most
     * @param deltaCoding leave out records that have not changed
     * @param states which final states
     * @param refresh a job that has not ended is sent again at least so often, as the cadence
     *     allows
     * @param maxWindow how far back to ask after an outage
     * @param dump a file that gets each message about jobs, too
     */
    public record Jobs(
            Optional<Cadence> cadence,
            Optional<Duration> window,
            boolean uncompleted,
            OptionalInt batchSize,
            boolean deltaCoding,
            States states,
            Duration refresh,
            Duration maxWindow,
            Optional<Path> dump) {}

    /** Slurm's nodes and partitions; no cadence = off. */
    public record Cluster(Optional<Cadence> cadence, boolean onStartup) {}

    /** Programs of Slurm: paths, or names to be found on the PATH; "" = not to be run. */
    public record Programs(String sacct, String scontrol, String sinfo) {}

    /**
     * For tests and for looking closely.
     *
     * @param verbose our DEBUG lines
     * @param oneshot end after the first completed observation
     * @param timeLimit end after so long
     * @param outputDelay hold all messages until so long after the start
     * @param dump print outgoing messages on standard output too
     */
    public record Debug(
            boolean verbose,
            boolean oneshot,
            Optional<Duration> timeLimit,
            Optional<Duration> outputDelay,
            boolean dump) {}

    /**
     * A configuration that can be used, and what there is to say about it all the same.
     *
     * @param remarks unknown settings and warnings, in the file's order
     * @param certificates the files of certificates that it names
     */
    public record Loaded(
            DaemonConfig config, List<Problem> remarks, List<CertificateFile> certificates) {
        public Loaded {
            remarks = List.copyOf(remarks);
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * Reads a configuration file and the password file that it may name.
     *
     * @throws ConfigException with everything that is wrong
     */
    public static Loaded read(Path file) throws ConfigException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (AccessDeniedException e) {
            throw unreadable(file, "may not be read; check its owner and mode", true);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "no such file; give the path of a configuration", false);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "is a directory" : "cannot be read: " + e;
            throw unreadable(file, why + "; give the path of a configuration", false);
        }
        return new ConfigReader(IniFile.parse(file.toString(), text), exposure(file)).read();
    }

    private static Optional<String> exposure(Path file) {
        try {
            return Secrets.exposure(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As {@link #read}, of a text; {@code name} stands for the file in what is said. */
    static Loaded parse(String name, String text) throws ConfigException {
        return new ConfigReader(IniFile.parse(name, text), Optional.empty()).read();
    }

    private static ConfigException unreadable(Path file, String text, boolean forbidden) {
        return new ConfigException(
                List.of(new Problem(file.toString(), 0, "", text, Problem.Kind.ERROR)), forbidden);
    }
}
