package hydrophone.agent;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real agent as a child process, with the flags that matter of those it is shipped with. */
final class AgentProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private AgentProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static AgentProcess start(Path folder, String... arguments) {
        return start(folder, Map.of(), arguments);
    }

    /**
     * @param variables of its environment, besides ours
     */
    static AgentProcess start(Path folder, Map<String, String> variables, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xms6m",
                                "-Xmx16m",
                                "-XX:NewSize=3m",
                                "-XX:MaxNewSize=3m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "hydrophone.agent.Main"));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "agent", ".out");
            Path err = Files.createTempFile(folder, "agent", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            // What it remembers is of this test alone.
            builder.environment().put("STATE_DIRECTORY", folder.resolve("state").toString());
            builder.environment().putAll(variables);
            Process process = builder.start();
            return new AgentProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the daemon with a configuration of this text. */
    static AgentProcess daemon(Path folder, String config) {
        try {
            Path file = Files.writeString(Files.createTempFile(folder, "agent", ".cfg"), config);
            return start(folder, "daemon", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    long pid() {
        return process.pid();
    }

    void awaitErr(String text) {
        Awaitility.await(text).atMost(PATIENCE).until(() -> err().contains(text));
    }

    void awaitOut(String text) {
        Awaitility.await(text).atMost(PATIENCE).until(() -> out().contains(text));
    }

    /** Writes a line to its standard input. */
    void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) {
        try {
            int status =
                    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
            if (status != 0) throw new IllegalStateException("kill " + name + ": " + status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end; the exit status. */
    int exit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end: " + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        int _ = exit();
    }
}
