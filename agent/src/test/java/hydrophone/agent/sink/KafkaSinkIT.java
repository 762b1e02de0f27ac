package hydrophone.agent.sink;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.kafka.KafkaSettings;
import hydrophone.testing.LocalBroker;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Delivery to a real broker that comes late, dies and comes back. */
final class KafkaSinkIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TOPIC = "c.no.sample";

    private final LocalBroker broker = LocalBroker.later();
    private final RecordingLogger log = new RecordingLogger();
    private final Counts counts = new Counts();
    private final KafkaSink sink =
            new KafkaSink(KafkaSettings.plaintext(broker.bootstrap()), "c.no/n1", "gzip");
    private final Outbox outbox =
            new Outbox(
                    sink,
                    new Outbox.Settings(Duration.ZERO, System.nanoTime(), new SplittableRandom(1)),
                    counts,
                    new DeliveryLog(log, "kafka", System::nanoTime),
                    new DumpTap(OutputStream.nullOutputStream(), false),
                    (message, why) -> Optional.of(message("refused: " + why, message.topic())));

    private static final class Counts implements Outbox.Counts {
        private volatile int sent;
        private volatile int dropped;

        @Override
        public synchronized void sent() {
            sent++;
        }

        @Override
        public synchronized void dropped() {
            dropped++;
        }

        @Override
        public void refused() {}
    }

    @AfterEach
    void stop() throws InterruptedException {
        int _ = outbox.stop(Duration.ZERO);
        broker.close();
    }

    private static Outgoing message(String text, String topic) {
        return new Outgoing(
                topic,
                "n1",
                text.getBytes(StandardCharsets.UTF_8),
                Instant.parse("2026-03-04T09:15:00Z"));
    }

    private void put(int from, int to) {
        IntStream.range(from, to).forEach(i -> outbox.put(message("m" + i, TOPIC)));
    }

    private static Set<String> expected(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "m" + i)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<String> stored() {
        return broker.read(TOPIC).stream()
                .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void awaitSent(int messages) {
        await().atMost(PATIENCE).until(() -> counts.sent >= messages);
    }

    @Test
    void brokerComesLateDiesAndComesBack_nothingIsLost() {
        outbox.start();
        put(0, 50);
        await().atMost(PATIENCE).until(() -> !log.lines.isEmpty());
        assertTrue(
                log.lines
                        .getFirst()
                        .startsWith("WARN broker " + broker.bootstrap() + " cannot be reached; 50"),
                log.lines.toString());
        broker.restart();
        awaitSent(50);
        put(50, 100);
        awaitSent(100);
        broker.kill9();
        put(100, 150);
        broker.restart();
        put(150, 200);
        awaitSent(200);
        assertEquals(expected(0, 200), stored());
        assertEquals(0, counts.dropped);
        ConsumerRecord<String, byte[]> first = broker.read(TOPIC).getFirst();
        assertEquals("n1", first.key());
        assertEquals(Instant.parse("2026-03-04T09:15:00Z").toEpochMilli(), first.timestamp());
    }

    @Test
    void brokerAwayForLong_theOldestAreDroppedCountedAndSaid() {
        String filling = "x".repeat(64 * 1024);
        outbox.start();
        IntStream.range(0, 100).forEach(i -> outbox.put(message(i + filling, TOPIC)));
        await().atMost(PATIENCE).until(() -> counts.dropped > 0);
        broker.restart();
        int dropped = counts.dropped;
        awaitSent(100 - dropped);
        List<ConsumerRecord<String, byte[]>> records = broker.read(TOPIC);
        assertEquals(100 - counts.dropped, records.size());
        assertTrue(new String(records.getLast().value(), StandardCharsets.UTF_8).startsWith("99x"));
        await().until(() -> log.lines.stream().anyMatch(l -> l.contains("messages in all")));
    }

    @Test
    void messageTooLargeForTheBroker_isReplacedByWhatSaysSo() {
        broker.restart();
        outbox.start();
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder noise = new StringBuilder();
        while (noise.length() < 3_000_000) noise.append(Long.toHexString(random.nextLong()));
        outbox.put(message(noise.toString(), TOPIC));
        outbox.put(message("next", TOPIC));
        awaitSent(2);
        Set<String> stored = stored();
        assertTrue(stored.contains("next"));
        assertTrue(
                stored.stream().anyMatch(s -> s.startsWith("refused: its 29")), stored.toString());
    }
}
