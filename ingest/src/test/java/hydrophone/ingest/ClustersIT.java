package hydrophone.ingest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.store.StoreDump;
import hydrophone.testing.LocalBroker;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Several clusters in one ingest, and what it tells of itself, against a real broker. */
final class ClustersIT {
    private static final Path TABLE =
            Path.of(System.getProperty("project.root", ".."), "docs", "ingest-metrics.md");

    @SuppressWarnings("NullAway.Init") // before all tests
    private static LocalBroker broker;

    private @TempDir Path temp;

    @BeforeAll
    static void startBroker() {
        broker = LocalBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static void sample(String cluster, String node, int second) {
        String text =
                """
                {"meta":{"producer":"sonar","version":"0.19.0"},"data":{"type":"sample","attributes":{
                "time":"2026-03-04T10:00:%02dZ","cluster":"%s","node":"%s","jobs":[]}}}
                """
                        .formatted(second, cluster, node);
        broker.produce(cluster + ".sample", node, text);
    }

    private static int count(Path folder, String table) {
        if (!Files.exists(folder.resolve("store.db"))) return 0;
        List<String> lines = StoreDump.of(folder, Set.of()).lines().toList();
        int from = lines.indexOf("== " + table);
        int rows = 0;
        for (int i = from + 1; from >= 0 && i < lines.size(); i++) {
            if (lines.get(i).startsWith("== ")) break;
            rows++;
        }
        return rows;
    }

    private static HttpResponse<String> get(int port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoClusters_haveAStoreEach_andTellOfThemselves() throws IOException {
        sample("fox.example", "n1", 1);
        sample("fox.example", "n1", 1);
        sample("owl.example", "n1", 2);
        sample("owl.example", "n2", 3);
        broker.produce("owl.example.sample", "n2", "no JSON");
        int port = LocalBroker.freePort();
        String[] more = {"--cluster", "owl.example", "--listen", "127.0.0.1:" + port};
        try (IngestProcess ingest =
                IngestProcess.start(temp, "fox.example", broker.bootstrap(), more)) {
            await().ignoreExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        assertEquals(1, count(temp.resolve("fox.example"), "node_sample"));
                        assertEquals(2, count(temp.resolve("owl.example"), "node_sample"));
                        assertEquals(1, count(temp.resolve("owl.example"), "dead_letter"));
                        assertEquals(200, get(port, "/-/ready").statusCode());
                    });
            String metrics = get(port, "/metrics").body();
            for (String line :
                    List.of(
                            "messages_stored_total{cluster=\"fox.example\",type=\"sample\"} 1.0",
                            "messages_repeated_total{cluster=\"fox.example\"} 1.0",
                            "dead_letters_total{cluster=\"owl.example\"} 1.0",
                            "ready{cluster=\"owl.example\"} 1.0",
                            "lag_records{cluster=\"owl.example\"} 0.0",
                            "node_last_sample_timestamp_seconds{cluster=\"owl.example\",node=\"n2\"}"
                                + " 1.772618403E9")) {
                assertTrue(metrics.contains("\nhydrophone_ingest_" + line + "\n"), metrics);
            }
            assertEquals(table(), names(metrics));
            broker.kill9();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> get(port, "/-/ready").body().contains("does not answer"));
            assertEquals(200, get(port, "/-/healthy").statusCode());
            broker.restart();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> get(port, "/-/ready").statusCode() == 200);
            ingest.terminate();
            assertEquals(0, ingest.exit(), ingest.said());
        }
    }

    /** One line a metric: its name and its words, as the document has them. */
    private static Set<String> table() throws IOException {
        Set<String> rows = new TreeSet<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.matches("\\| `hydrophone_[a-z_]+` \\|.*")) continue;
            String[] cells = line.split("\\|", -1);
            rows.add(cells[1].replace("`", "").strip() + ": " + cells[cells.length - 2].strip());
        }
        return rows;
    }

    private static Set<String> names(String metrics) {
        Set<String> rows = new TreeSet<>();
        Pattern.compile("(?m)^# HELP (\\S+) (.*)$")
                .matcher(metrics)
                .results()
                .forEach(found -> rows.add(found.group(1) + ": " + found.group(2)));
        return rows;
    }

    @Test
    void once_endsWhenAllAreRead_andAStoreInUseRefusesAll() {
        sample("ant.example", "n1", 1);
        sample("bee.example", "n1", 1);
        String[] more = {"--cluster", "bee.example", "--once"};
        try (IngestProcess ingest =
                IngestProcess.start(temp, "ant.example", broker.bootstrap(), more)) {
            assertEquals(0, ingest.exit(), ingest.said());
        }
        for (String cluster : Arrays.asList("ant.example", "bee.example")) {
            assertEquals(1, count(temp.resolve(cluster), "node_sample"));
        }
        try (IngestProcess holder =
                        IngestProcess.start(
                                temp.resolve("bee.example"), "bee.example", broker.bootstrap());
                IngestProcess both =
                        startWhenHeld(holder, "ant.example", "--cluster", "bee.example")) {
            assertEquals(75, both.exit(), both.said());
        }
    }

    private IngestProcess startWhenHeld(IngestProcess holder, String cluster, String... more) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> holder.said().contains("cluster=bee.example"));
        return IngestProcess.start(temp, cluster, broker.bootstrap(), more);
    }

    @Test
    void names_thatCannotBeFolders_areUsage() {
        for (String other : List.of("..", "fox.example")) {
            try (IngestProcess ingest =
                    IngestProcess.start(
                            temp, "fox.example", broker.bootstrap(), "--cluster", other)) {
                assertEquals(2, ingest.exit(), ingest.said());
                assertTrue(ingest.said().startsWith("ingest: --cluster"), ingest.said());
            }
        }
    }
}
