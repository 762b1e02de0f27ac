package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Running;
import hydrophone.testing.LocalBroker;
import hydrophone.testing.Seed;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** kill -9 of ingest twenty times while messages flow: the store is that of an undisturbed run. */
final class KillIngestIT {
    private static final int KILLS = Integer.getInteger("kills", 20);
    private static final int TICKS = 25 * KILLS;

    @TempDir Path folder;

    @Test
    void theStoreEqualsThatOfAnUndisturbedRun() throws Exception {
        SplittableRandom random = Seed.random("KillIngestIT");
        List<Traffic.Sent> traffic = Traffic.of(random.split(), TICKS);
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"))) {
            AtomicInteger sent = new AtomicInteger();
            Thread producer = Thread.ofPlatform().start(() -> send(broker, traffic, sent));
            int midWay = kill(broker, random, sent);
            producer.join();
            once(broker, "killed");
            once(broker, "undisturbed");
            System.out.printf(
                    "KillIngestIT: %d messages, %d kills, %d of them with records left to read%n",
                    traffic.size(), KILLS, midWay);
            assertEquals(traffic.size(), sent.get());
            assertTrue(midWay >= KILLS / 2, "only " + midWay + " kills hit mid-way");
        }
        assertEqualContent(content("undisturbed"), content("killed"));
    }

    /** Half of the kills come a random time after the start, half when rows are being written. */
    private int kill(LocalBroker broker, SplittableRandom random, AtomicInteger sent) {
        StoreFile store = new StoreFile(folder.resolve("killed"));
        int midWay = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long before = store.read();
            try (Running ingest = ingest(broker, "killed")) {
                if (kill % 2 == 0) {
                    Awaitility.await("ingest reads on")
                            .atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> store.read() > before || !ingest.isAlive());
                    LockSupport.parkNanos(random.nextLong(200_000_000));
                } else {
                    LockSupport.parkNanos(random.nextLong(2_500_000_000L));
                }
                assertTrue(ingest.isAlive(), ingest::said);
                ingest.kill9();
            }
            if (store.read() < sent.get()) midWay++;
        }
        return midWay;
    }

    private static void send(
            LocalBroker broker, List<Traffic.Sent> traffic, AtomicInteger acknowledged) {
        try (KafkaProducer<String, byte[]> producer = broker.producer()) {
            for (Traffic.Sent next : traffic) {
                producer.send(
                                new ProducerRecord<>(
                                        next.topic(),
                                        next.key(),
                                        next.value().getBytes(StandardCharsets.UTF_8)))
                        .get(60, TimeUnit.SECONDS);
                acknowledged.incrementAndGet();
                LockSupport.parkNanos(4_000_000);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once(LocalBroker broker, String name) {
        try (Running ingest = ingest(broker, name, "--once")) {
            assertEquals(0, ingest.ended(), ingest.said());
        }
    }

    private Running ingest(LocalBroker broker, String name, String... more) {
        String[] command = {
            Programs.bin("ingest"),
            "--cluster",
            Traffic.CLUSTER,
            "--data-dir",
            folder.resolve(name).toString(),
            "--broker",
            broker.bootstrap()
        };
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return new Running(folder, Programs.java(), folder.resolve(name + ".log"), all);
    }

    private SortedMap<String, List<String>> content(String name) throws Exception {
        return new StoreFile(folder.resolve(name)).content();
    }

    private static void assertEqualContent(
            SortedMap<String, List<String>> expected, SortedMap<String, List<String>> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        for (Map.Entry<String, List<String>> table : expected.entrySet()) {
            assertEquals(
                    String.join("\n", table.getValue()),
                    String.join("\n", actual.getOrDefault(table.getKey(), List.of())),
                    table.getKey());
        }
        for (String table : List.of("node_sample", "proc_folded", "slurm_job", "dead_letter")) {
            assertFalse(expected.getOrDefault(table, List.of()).isEmpty(), table);
        }
    }
}
