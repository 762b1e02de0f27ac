package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.Kprox;
import hydrophone.agent.sink.TestServer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the configuration file names is where the daemon's messages arrive. */
final class DaemonSinksIT {
    private static final String SAMPLING =
            "[global]\ncluster = c.no\nrole = node\n[sample]\ncadence = 1s\n";

    @TempDir Path dir = Path.of("");

    private void runUntil(BooleanSupplier done, String destination, String sink) {
        try (AgentProcess agent = AgentProcess.daemon(dir, SAMPLING + destination)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(done::getAsBoolean);
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertTrue(agent.err().contains(" sink=" + sink + " "), agent.err());
            assertFalse(agent.err().contains("Exception"), agent.err());
            assertEquals("", agent.out());
        }
    }

    private List<String> lines(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files =
                    all.filter(p -> p.getFileName().toString().startsWith("0+sample-")).toList();
            return files.isEmpty() ? List.of() : Files.readAllLines(files.getLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void directory_hasFilesOfSamples() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("data"));
        runUntil(
                () -> lines(folder).size() > 2,
                "[directory]\ndata-directory = " + folder,
                "directory " + folder);
        for (String line : lines(folder))
            assertTrue(line.startsWith("{\"meta\":{\"producer\":\"hydrophone\""), line);
    }

    @Test
    void restEndpoint_getsSamples() {
        Kprox kprox = Kprox.open();
        try (TestServer server = TestServer.plain(kprox)) {
            runUntil(
                    () -> kprox.topics().size() > 2,
                    "[kafka]\nsending-window = 1s\nrest-endpoint = " + server.at("/"),
                    "rest " + server.at("/"));
            assertEquals(List.of("c.no.sample"), kprox.topics().stream().distinct().toList());
        }
    }

    @Test
    void apiRoot_getsSamples_belowTheTopicPrefix() {
        try (TestServer server = TestServer.plain(_ -> TestServer.Answer.OK)) {
            runUntil(
                    () -> server.requests().size() > 2,
                    "[http]\nsending-window = 1s\napi-root = "
                            + server.at("/v0")
                            + "\n[global]\ntopic-prefix = test\n",
                    "http " + server.at("/v0"));
            assertEquals("/v0/test.sample", server.requests().getFirst().path());
        }
    }
}
