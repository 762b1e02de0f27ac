package hydrophone.agent.sink;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

final class OutboxTest {
    private static final int KIB = 1024;

    private final FakeSink sink = new FakeSink();
    private final RecordingLogger log = new RecordingLogger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final ByteArrayOutputStream dump = new ByteArrayOutputStream();
    private final DumpTap tap = new DumpTap(dump, false);
    private final Outbox outbox = outbox(Duration.ZERO, 0);

    private final class Counter implements Outbox.Counts {
        @Override
        public void sent() {
            sent.incrementAndGet();
        }

        @Override
        public void dropped() {
            dropped.incrementAndGet();
        }

        @Override
        public void refused() {
            refused.incrementAndGet();
        }
    }

    private Outbox outbox(Duration window, long hold) {
        return new Outbox(
                sink,
                new Outbox.Settings(window, System.nanoTime() + hold, new SplittableRandom(1)),
                new Counter(),
                new DeliveryLog(log, "fake", nanos::get),
                tap,
                (message, why) -> Optional.of(message("instead: " + why, message.topic())));
    }

    @AfterEach
    void stop() throws InterruptedException {
        int _ = outbox.stop(Duration.ZERO);
    }

    private static Outgoing message(String text, String topic) {
        return new Outgoing(
                topic, "n1", (text + "\n").getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }

    private static Outgoing message(String text) {
        return message(text, "t");
    }

    private static String padded(int number, int bytes) {
        String head = Integer.toString(number);
        return head + ".".repeat(bytes - head.length() - 1);
    }

    private static int number(String padded) {
        return Integer.parseInt(padded.substring(0, padded.indexOf('.')));
    }

    @Test
    void messages_arriveInOrder() {
        IntStream.range(0, 100).forEach(i -> outbox.put(message("m" + i)));
        outbox.start();
        await().until(() -> sink.taken().size() == 100);
        assertEquals(IntStream.range(0, 100).mapToObj(i -> "m" + i).toList(), sink.taken());
        await().until(() -> sent.get() == 100);
    }

    @Test
    void sinkAway_messagesWaitAndArriveInOrder() {
        AtomicInteger attempts = new AtomicInteger();
        sink.answers(_ -> {
            attempts.incrementAndGet();
            return new Outcome.Later("broker h:1 cannot be reached");
        });
        outbox.start();
        outbox.put(message("a"));
        await().until(() -> attempts.get() > 0);
        outbox.put(message("b"));
        sink.answers(_ -> new Outcome.Accepted());
        await().until(() -> sink.taken().equals(List.of("a", "b")));
        await().until(() -> log.lines.size() == 2);
        assertTrue(
                log.lines
                        .getFirst()
                        .startsWith("WARN broker h:1 cannot be reached; 1 messages (0 KiB) wait"),
                log.lines.toString());
    }

    @Test
    void oneOfThemAway_theOthersGo() {
        sink.answers(m ->
                m.topic().equals("missing")
                        ? new Outcome.Later("topic missing")
                        : new Outcome.Accepted());
        outbox.put(message("a", "missing"));
        outbox.put(message("b"));
        outbox.start();
        await().until(() -> sink.taken().equals(List.of("b")));
        sink.answers(_ -> new Outcome.Accepted());
        await().until(() -> sink.taken().equals(List.of("b", "a")));
    }

    @Test
    void memoryFull_theOldestGo_countedAndSaid() {
        int each = 256 * KIB;
        IntStream.range(0, 20).forEach(i -> outbox.put(message(padded(i, each))));
        assertEquals(4, dropped.get());
        assertEquals(1, log.lines.size(), log.lines.toString());
        assertTrue(log.lines.getFirst().startsWith("WARN Dropped 1 messages, the oldest"));
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        outbox.put(message(padded(20, each)));
        assertTrue(log.lines.get(1).startsWith("WARN Dropped 5 messages"), log.lines.toString());
        outbox.start();
        await().until(() -> sink.taken().size() == 16);
        assertEquals(
                IntStream.range(5, 21).boxed().toList(),
                sink.taken().stream().map(OutboxTest::number).toList());
        await().until(() ->
                log.lines.stream().anyMatch(l -> l.contains("Dropped 5 messages in all")));
    }

    @Test
    void refusedForEver_isReplacedOnce() {
        sink.answers(_ -> new Outcome.Refused("too large"));
        outbox.put(message("big"));
        outbox.start();
        await().until(() -> refused.get() == 2);
        assertEquals(List.of(), sink.taken());
        sink.answers(_ -> new Outcome.Accepted());
        outbox.put(message("next"));
        await().until(() -> sink.taken().equals(List.of("next")));
    }

    @Test
    void refusedForEver_itsSubstituteArrives() {
        sink.answers(m ->
                m.value().length == 4 ? new Outcome.Refused("too large") : new Outcome.Accepted());
        outbox.put(message("big"));
        outbox.start();
        await().until(() -> sink.taken().equals(List.of("instead: too large")));
    }

    @Test
    void stop_saysHowManyAreLeft() throws InterruptedException {
        sink.answers(_ -> new Outcome.Later("away"));
        outbox.put(message("a"));
        outbox.put(message("b"));
        outbox.start();
        await().until(() -> !log.lines.isEmpty());
        assertEquals(2, outbox.stop(Duration.ofMillis(300)));
    }

    @Test
    void stop_doesNotWaitForWindowOrDelay() throws InterruptedException {
        Outbox patient = outbox(Duration.ofHours(1), Duration.ofHours(1).toNanos());
        patient.put(message("a"));
        patient.start();
        assertEquals(0, patient.stop(Duration.ofSeconds(20)));
        assertEquals(List.of("a"), sink.taken());
    }

    @Test
    void dump_showsEachMessageOnce() {
        tap.set(true);
        AtomicInteger attempts = new AtomicInteger();
        sink.answers(_ ->
                attempts.incrementAndGet() == 1
                        ? new Outcome.Later("away")
                        : new Outcome.Accepted());
        outbox.put(message("a"));
        outbox.start();
        await().until(() -> sink.taken().equals(List.of("a")));
        assertEquals("DUMP\nTOPIC: t\nKEY: n1\na\n", dump.toString(StandardCharsets.UTF_8));
    }
}
