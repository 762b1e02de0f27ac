package hydrophone.testing.slurm;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A daemon of the test cluster, to be ended and started again just as it was: command line,
 * environment and folder are read from /proc while it runs. Closing starts it if it does not run.
 */
public final class ClusterDaemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path pidFile;
    private final Path log;
    private final List<String> command;
    private final List<String> environment;
    private final Path directory;

    private ClusterDaemon(Path pidFile, Path log, long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        this.pidFile = pidFile;
        this.log = log;
        try {
            this.command = zeroSeparated(proc.resolve("cmdline"));
            this.environment = zeroSeparated(proc.resolve("environ"));
            this.directory = proc.resolve("cwd").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClusterDaemon running(Path cluster, String name) {
        Path pidFile = cluster.resolve("run").resolve(name + ".pid");
        return new ClusterDaemon(pidFile, cluster.resolve("log/" + name + ".out"), pid(pidFile));
    }

    private static List<String> zeroSeparated(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return Arrays.stream(text.split("\0", -1)).filter(part -> !part.isEmpty()).toList();
    }

    private static long pid(Path pidFile) {
        try {
            return Long.parseLong(Files.readString(pidFile).strip().split(" ", -1)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, and waits for its end. */
    public void end() {
        signal("TERM");
        awaitEnd();
    }

    /** SIGKILL, and waits for its end. */
    public void kill() {
        signal("KILL");
        awaitEnd();
    }

    /** {@code STOP} and {@code CONT}: it hangs. */
    public void signal(String name) {
        SlurmShell.text("kill", "-" + name, Long.toString(pid(pidFile)));
    }

    private void awaitEnd() {
        long pid = pid(pidFile);
        Awaitility.await(command + " ends")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !lives(pid));
    }

    private static boolean lives(long pid) {
        return !stat(pid).isEmpty() && !stat(pid).getFirst().equals("Z");
    }

    /** The fields of /proc/PID/stat after the name; empty when there is no such process. */
    private static List<String> stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return List.of(text.substring(text.lastIndexOf(')') + 2).strip().split(" ", -1));
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Starts it as it was, and notes its pid where whoever ends the cluster looks for it. */
    public void start() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().clear();
            for (String pair : environment) {
                String[] both = pair.split("=", 2);
                if (both.length == 2) builder.environment().put(both[0], both[1]);
            }
            Process process = builder.start();
            process.getOutputStream().close();
            String started = stat(process.pid()).get(19);
            Files.writeString(pidFile, process.pid() + " " + started + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        long pid = pid(pidFile);
        if (!lives(pid)) start();
        else signal("CONT");
    }
}
