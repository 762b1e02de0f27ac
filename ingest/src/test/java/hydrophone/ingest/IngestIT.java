package hydrophone.ingest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.store.StoreDump;
import hydrophone.testing.LocalBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The whole of ingest as a process against a real broker. */
final class IngestIT {
    private static final Instant START = Instant.parse("2026-03-04T10:00:00Z");

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

    private static String sample(String cluster, int n) {
        return """
        {"meta":{"producer":"hydrophone","version":"1.0.0","attrs":[{"key":"run","value":"r"},{"key":"seq","value":"%d"},
        {"key":"interval","value":"5"}]},"data":{"type":"sample","attributes":{"time":"%s","cluster":"%s","node":"n1",
        "jobs":[{"job":7,"user":"anna","processes":[{"cmd":"work","pid":10,"cpu_util":%d}]}]}}}\
        """
                .formatted(n + 1, START.plusSeconds(5L * n), cluster, n % 100)
                .replace("\n", "");
    }

    private static void samples(String cluster, int from, int to) throws Exception {
        try (KafkaProducer<String, byte[]> producer = broker.producer()) {
            List<Future<?>> sent = new ArrayList<>();
            for (int n = from; n < to; n++) {
                byte[] value = sample(cluster, n).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(cluster + ".sample", "n1", value)));
            }
            for (Future<?> one : sent) one.get(60, TimeUnit.SECONDS);
        }
    }

    private long count(Path folder, String table) {
        if (!Files.exists(folder.resolve("store.db"))) return 0;
        String dump = StoreDump.of(folder, Set.of());
        return dump.lines()
                .dropWhile(line -> !line.equals("== " + table))
                .skip(1)
                .takeWhile(line -> !line.startsWith("== "))
                .count();
    }

    private void awaitRows(Path folder, String table, long rows) {
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertEquals(rows, count(folder, table)));
    }

    private int once(Path folder, String cluster) {
        try (IngestProcess ingest =
                IngestProcess.start(folder, cluster, broker.bootstrap(), "--once")) {
            int exit = ingest.exit();
            assertEquals(0, exit, ingest.said());
            return exit;
        }
    }

    @Test
    void once_storesAllTypes_keepsTheMalformed_andIsExactAgain() {
        String c = "once.example";
        broker.produce(c + ".sample", "n1", sample(c, 0));
        broker.produce(c + ".sample", "other", sample(c, 1));
        broker.produce(c + ".sample", "n1", "{ this is no JSON");
        broker.produce(c + ".sample", "n1", sample("elsewhere", 2));
        broker.produce(c + ".sample", "n1", (byte[]) null);
        broker.produce(
                c + ".cluster",
                "m",
                message(c, "cluster", "\"slurm\":true,\"partitions\":[],\"nodes\":[]"));
        broker.produce(
                c + ".job",
                "m",
                message(c, "job", "\"slurm_jobs\":[{\"job_id\":4,\"job_state\":\"RUNNING\"}]"));
        broker.produce(
                c + ".sysinfo",
                "n1",
                message(c, "sysinfo", "\"node\":\"n1\",\"os_name\":\"Linux\",\"memory\":17"));
        once(temp, c);
        String first = StoreDump.of(temp, Set.of());
        assertEquals(2, count(temp, "node_sample"), first);
        assertEquals(3, count(temp, "dead_letter"), first);
        assertEquals(1, count(temp, "anomaly"), first);
        for (String table : List.of("cluster_snapshot", "slurm_job", "sysinfo")) {
            assertEquals(1, count(temp, table), table);
        }
        once(temp, c);
        assertEquals(first, StoreDump.of(temp, Set.of()));
    }

    private static String message(String cluster, String type, String rest) {
        return "{\"meta\":{\"producer\":\"sonar\",\"version\":\"0.19.0\"},\"data\":{\"type\":\"%s\",\"attributes\":{\"time\":\"%s\",\"cluster\":\"%s\",%s}}}"
                .formatted(type, START, cluster, rest);
    }

    @Test
    void killedAgainAndAgain_endsWithTheStoreOfAnUndisturbedRun() throws Exception {
        String c = "kill.example";
        samples(c, 0, 6000);
        Path calm = temp.resolve("calm");
        once(calm, c);
        Path killed = temp.resolve("killed");
        int midway = 0;
        for (int kill = 0; kill < 4; kill++) {
            long before = count(killed, "node_sample");
            try (IngestProcess ingest = IngestProcess.start(killed, c, broker.bootstrap())) {
                await().ignoreExceptions()
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> count(killed, "node_sample") > before || before == 6000);
                ingest.kill();
            }
            if (count(killed, "node_sample") < 6000) midway++;
        }
        System.out.println("IngestIT: kills before the end: " + midway + " of 4");
        assertTrue(midway > 0, "no kill hit while it was reading");
        once(killed, c);
        assertEquals(StoreDump.of(calm, Set.of()), StoreDump.of(killed, Set.of()));
    }

    @Test
    void runningIngest_waitsForTopics_survivesTheBroker_andNoticesATopicMadeAnew()
            throws Exception {
        String c = "live.example";
        try (IngestProcess ingest = IngestProcess.start(temp, c, broker.bootstrap())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ingest.said().contains("no such topic yet"));
            samples(c, 0, 10);
            awaitRows(temp, "node_sample", 10);
            broker.kill9();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ingest.said().contains("does not answer, waiting"));
            broker.restart();
            samples(c, 10, 20);
            awaitRows(temp, "node_sample", 20);
            recreate(c + ".sample");
            samples(c, 15, 30);
            awaitRows(temp, "node_sample", 30);
            assertEquals(1, count(temp, "stream_event"), ingest.said());
            assertEquals(0, count(temp, "dead_letter"), ingest.said());
            ingest.terminate();
            assertEquals(0, ingest.exit(), ingest.said());
        }
    }

    private static void recreate(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            !admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(topic));
        }
        broker.createTopics(topic);
    }

    @Test
    void noBroker_once_isStatus69_inOneLine() {
        try (IngestProcess ingest =
                IngestProcess.start(temp, "x", "localhost:" + LocalBroker.freePort(), "--once")) {
            assertEquals(69, ingest.exit(), ingest.said());
            assertTrue(
                    ingest.said().contains("start it or name another with --broker"),
                    ingest.said());
        }
    }

    @Test
    void secondWriter_isStatus75() {
        try (IngestProcess first = IngestProcess.start(temp, "two.example", broker.bootstrap())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> first.said().contains("cluster=two.example"));
            try (IngestProcess second =
                    IngestProcess.start(temp, "two.example", broker.bootstrap())) {
                assertEquals(75, second.exit(), second.said());
            }
            assertTrue(first.isAlive(), first.said());
        }
    }

    @Test
    void usageErrors_areStatus2_withoutATrace() {
        try (IngestProcess ingest = IngestProcess.start(temp, "x", "nonsense")) {
            assertEquals(2, ingest.exit(), ingest.said());
            assertTrue(ingest.said().startsWith("ingest: --broker nonsense: "), ingest.said());
            assertTrue(ingest.said().contains("expected HOST:PORT"), ingest.said());
            assertEquals(2, ingest.said().lines().count(), ingest.said());
        }
    }
}
