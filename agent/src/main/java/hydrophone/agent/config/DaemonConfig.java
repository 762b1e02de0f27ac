package hydrophone.agent.config;

import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.kafka.KafkaSettings;
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

/**
 * What a daemon is to do: sections and keys of Sonar's configuration files, today's and those of
 * its early days, and a few of our own.
 *
 * @param kafka where messages go; empty = standard output
 */
public record DaemonConfig(
        Global global,
        Optional<Kafka> kafka,
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
     */
    public record Global(
            String cluster,
            Role role,
            Optional<Path> lockDirectory,
            String topicPrefix,
            boolean hostnameOnly,
            String producer,
            Path procRoot,
            Path sysRoot) {}

    /**
     * The broker.
     *
     * @param settings address, certificates to trust, credentials
     * @param sendingWindow a message waits a random part of it, so that nodes do not all send at
     *     once
     * @param timeout accepted for Sonar's files; nothing is dropped by age
     * @param compression {@code gzip} or {@code none}
     */
    public record Kafka(
            KafkaSettings settings, Duration sendingWindow, Duration timeout, String compression) {}

    /** Processes; no cadence = off. */
    public record Sample(Optional<Cadence> cadence, SampleSettings settings) {}

    /** The machine; no cadence = off. */
    public record Sysinfo(Optional<Cadence> cadence, boolean onStartup, SysinfoSettings settings) {}

    /**
     * Slurm's jobs; not collected by this version.
     *
     * @param window how far back to ask; twice the cadence unless given
     * @param uncompleted pending and running jobs too
     * @param batchSize jobs in one message at most
     */
    public record Jobs(
            Optional<Cadence> cadence,
            Optional<Duration> window,
            boolean uncompleted,
            OptionalInt batchSize) {}

    /** Slurm's nodes and partitions; not collected by this version. */
    public record Cluster(Optional<Cadence> cadence, boolean onStartup) {}

    /** Programs of Slurm to run instead of those on the PATH. */
    public record Programs(Optional<Path> sacct, Optional<Path> scontrol, Optional<Path> sinfo) {}

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
     */
    public record Loaded(DaemonConfig config, List<Problem> remarks) {
        public Loaded {
            remarks = List.copyOf(remarks);
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
        return parse(file.toString(), text);
    }

    /** As {@link #read}, of a text; {@code name} stands for the file in what is said. */
    static Loaded parse(String name, String text) throws ConfigException {
        return new ConfigReader(IniFile.parse(name, text)).read();
    }

    private static ConfigException unreadable(Path file, String text, boolean forbidden) {
        return new ConfigException(
                List.of(new Problem(file.toString(), 0, "", text, Problem.Kind.ERROR)), forbidden);
    }
}
