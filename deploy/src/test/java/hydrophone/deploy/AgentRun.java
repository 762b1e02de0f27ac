package hydrophone.deploy;

import hydrophone.deploy.Programs.Running;

import org.awaitility.Awaitility;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One life of the shipped agent, observed from outside: when it was up, and what it said that it
 * had accepted.
 */
final class AgentRun implements AutoCloseable {
    private final Running process;
    private final Path log;
    private final long startMillis;
    private final long upMillis;
    private long endMillis;

    /**
     * Starts it and waits for its line that it did; that takes no longer than its death.
     *
     * @param options for its JVM
     */
    AgentRun(Path folder, Path config, String options) {
        Map<String, String> environment = new HashMap<>(Programs.java());
        environment.put("HYDROPHONE_AGENT_OPTS", options);
        environment.put("STATE_DIRECTORY", folder.resolve("state").toString());
        try {
            log = Files.createTempFile(folder, "agent", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startMillis = System.currentTimeMillis();
        process =
                new Running(
                        folder,
                        environment,
                        log,
                        Programs.bin("agent"),
                        "daemon",
                        config.toString());
        Awaitility.await("the agent starts")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> said().contains(" started: ") || !process.isAlive());
        upMillis = System.currentTimeMillis();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** The end of what it said, which may be a lot. */
    String lastLines() {
        try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "r")) {
            bytes.seek(Math.max(0, bytes.length() - 2000));
            byte[] end = new byte[2000];
            int n = bytes.read(end);
            return new String(end, 0, Math.max(0, n), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String said() {
        return process.said();
    }

    /** Waits for its death by itself, this long at most. */
    boolean diesWithin(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (process.isAlive() && System.nanoTime() < end) sleep(5);
        if (!process.isAlive()) ended();
        return !process.isAlive();
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void kill9() {
        ended();
        process.kill9();
    }

    /** SIGTERM; its exit status. */
    int stop() {
        ended();
        return process.stop();
    }

    private void ended() {
        if (endMillis == 0) endMillis = System.currentTimeMillis();
    }

    /** From its start until it said so. */
    long startedAfterMillis() {
        return upMillis - startMillis;
    }

    /** Whole seconds while it was up, each of which is a cadence point; the last may be cut off. */
    long cadencePoints() {
        long last = Math.floorDiv(endMillis - 1, 1000L);
        long first = Math.floorDiv(upMillis + 999, 1000L);
        return Math.max(0, last - first);
    }

    /** The samples that it printed as accepted; half a line at the end says nothing. */
    List<Told> accepted() {
        List<Told> told = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                boolean whole = next != null || endsWithALine();
                if (whole && line.startsWith("{") && line.contains("\"type\":\"sample\"")) {
                    told.add(Told.of(line));
                }
                line = next;
            }
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean endsWithALine() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "r")) {
            bytes.seek(Math.max(0, bytes.length() - 1));
            return bytes.read() == '\n';
        }
    }

    /** Forgets what it printed. */
    void discard() {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) kill9();
        process.close();
    }
}
