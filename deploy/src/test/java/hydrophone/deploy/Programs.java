package hydrophone.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product's commands as users run them: from the built distribution, as processes. */
final class Programs {
    private static final int PATIENCE_S = 300;

    private Programs() {}

    /** What a finished command left. */
    record Result(int status, String out, String err) {
        boolean hasStackTrace() {
            return (out + err).lines().anyMatch(line -> line.matches("\\s+at [\\w.$/]+\\(.*"));
        }
    }

    static Path root() {
        return Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    }

    static Path home() {
        return root().resolve("deploy/target/hydrophone");
    }

    static String bin(String command) {
        return home().resolve("bin").resolve(command).toString();
    }

    /** The Java of this test for all, so that no other is looked for. */
    static Map<String, String> java() {
        return Map.of("HYDROPHONE_JAVA", System.getProperty("java.home", ""));
    }

    static Result run(String... command) {
        return run(root(), java(), List.of(command));
    }

    static Result run(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path out = Files.createTempFile("out", ".txt");
            Path err = Files.createTempFile("err", ".txt");
            try {
                Process process =
                        builder(folder, environment, command)
                                .redirectOutput(out.toFile())
                                .redirectError(err.toFile())
                                .start();
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(command + " did not end: " + text(out) + text(err));
                }
                return new Result(process.exitValue(), text(out), text(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static ProcessBuilder builder(
            Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile());
        Map<String, String> all = new HashMap<>(environment);
        builder.environment().keySet().removeIf(name -> name.startsWith("HYDROPHONE_"));
        builder.environment().putAll(all);
        return builder;
    }

    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Ends also when the test JVM dies: the guard reads a pipe that only this JVM holds open. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Process guard;
        private final Path log;

        Running(Path folder, Map<String, String> environment, Path log, String... command) {
            this.log = log;
            try {
                process =
                        builder(folder, environment, List.of(command))
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                                .start();
                process.getOutputStream().close();
                guard =
                        new ProcessBuilder(
                                        "sh",
                                        "-c",
                                        "trap '' INT TERM HUP; cat >/dev/null; kill -KILL $0",
                                        Long.toString(process.pid()))
                                .redirectErrorStream(true)
                                .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isAlive() {
            return process.isAlive();
        }

        long pid() {
            return process.pid();
        }

        String said() {
            try {
                return text(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void kill9() {
            process.destroyForcibly();
            ended();
        }

        /** SIGTERM; its exit status. */
        int stop() {
            process.destroy();
            ended();
            return process.exitValue();
        }

        /** Waits for it to end by itself. */
        int ended() {
            try {
                if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("did not end: " + said());
                }
                guard.destroyForcibly();
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            if (process.isAlive()) stop();
            guard.destroyForcibly();
        }
    }
}
