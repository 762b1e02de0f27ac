package hydrophone.deploy.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One part of the pipeline as a process of its own session, so that Ctrl-C in the terminal reaches
 * the demo alone, which then stops its parts in their order. Should the demo itself die of any
 * cause, a guard process (it reads a pipe that only the demo holds open) ends the part.
 */
final class Child implements AutoCloseable {
    private static final int LAST_LINES = 5;
    private static final String GUARD =
            "trap '' INT TERM HUP; cat >/dev/null; kill -TERM $0 2>/dev/null || exit 0; for i in 1"
                + " 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 $0 2>/dev/null || exit 0; done; kill"
                + " -KILL $0";

    private final String name;
    private final Path log;
    private final Process process;
    private final Process guard;

    private Child(String name, Path log, Process process, Process guard) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.guard = guard;
    }

    /** Starts it; what it prints goes to {@code log}. */
    static Child start(String name, Path log, Map<String, String> environment, List<String> command)
            throws DemoException {
        try {
            ProcessBuilder builder = new ProcessBuilder(inOwnSession(command));
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            Process guard =
                    new ProcessBuilder(
                                    inOwnSession(
                                            List.of(
                                                    "sh",
                                                    "-c",
                                                    GUARD,
                                                    Long.toString(process.pid()))))
                            .start();
            return new Child(name, log, process, guard);
        } catch (IOException e) {
            throw new DemoException(
                    DemoException.UNAVAILABLE, name + " cannot be started: " + e.getMessage());
        }
    }

    private static List<String> inOwnSession(List<String> command) {
        if (!Files.isExecutable(Path.of("/usr/bin/setsid"))) return command;
        List<String> all = new ArrayList<>();
        all.add("/usr/bin/setsid");
        all.addAll(command);
        return all;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit status of a child that has ended. */
    int status() {
        return process.exitValue();
    }

    /** True when its log holds this text. */
    boolean said(String text) {
        return String.join("\n", log()).contains(text);
    }

    /** Says why the demo cannot go on, with the last lines that the part printed. */
    void mustLive() throws DemoException {
        if (process.isAlive()) return;
        List<String> lines = log();
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        throw new DemoException(
                DemoException.UNAVAILABLE,
                String.format(
                        Locale.ROOT,
                        "%s ended early with status %d; its log %s ends:%n  %s",
                        name,
                        process.exitValue(),
                        log,
                        String.join("\n  ", last)));
    }

    private List<String> log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** SIGTERM, and after 15 s SIGKILL; waits for the end. Calling it again does nothing. */
    @Override
    public void close() {
        process.destroy();
        if (!ended(15)) {
            process.destroyForcibly();
            ended(5);
        }
        guard.destroyForcibly();
    }

    private boolean ended(int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
