package hydrophone.agent.sink;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.Receipt;
import hydrophone.message.MessageType;
import hydrophone.testing.RecordingLogger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Outbox outbox = outbox(0);

    private final class Counter implements Outbox.Counts {
        @Override
        public void accepted(MessageType type) {
            sent.incrementAndGet();
        }

        @Override
        public void dropped(MessageType type) {
            dropped.incrementAndGet();
        }

        @Override
        public void refused(MessageType type) {
            refused.incrementAndGet();
        }
    }

    private Outbox outbox(long hold) {
        return new Outbox(
                sink,
                System.nanoTime() + hold,
                new Counter(),
                DeliveryLog.to(log, "fake", nanos::get),
                tap::show);
    }

    @AfterEach
    void stop() throws InterruptedException {
        int _ = outbox.stop(Duration.ZERO);
    }

    private static Outgoing message(String text, String topic) {
        return Messages.to(topic, text + "\n");
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

    private final class Told implements Receipt {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void accepted() {
            told.add(name + " accepted");
        }

        @Override
        public void lost() {
            told.add(name + " lost");
        }
    }

    private void putPatiently(String text, Receipt receipt) {
        try {
            outbox.putPatiently(message(text), receipt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told.add("interrupted");
        }
    }

    @Test
    void whoMayWait_waitsWhileMoreThanHalfIsTaken_andPushesOutNothing() {
        sink.answers(_ -> new Outcome.Later("away"));
        int each = 512 * KIB;
        Thread patient =
                Thread.ofPlatform()
                        .start(() ->
                                IntStream.range(0, 20)
                                        .forEach(i -> putPatiently(padded(i, each), new Told(""))));
        await().until(() -> patient.getState() == Thread.State.WAITING);
        assertEquals(List.of(), told);
        // Five lie there; three more fit without waiting.
        IntStream.range(100, 103).forEach(i -> outbox.put(message(padded(i, each))));
        assertEquals(0, dropped.get());
        outbox.start();
        await().until(() -> !log.lines.isEmpty());
        sink.answers(_ -> new Outcome.Accepted());
        await().until(() -> sink.taken().size() == 23);
        await().until(() -> told.equals(Collections.nCopies(20, " accepted")));
        assertEquals(0, dropped.get());
        assertFalse(patient.isAlive());
    }

    @Test
    void whatIsInTheWayOfASample_goes_andItsReceiptSaysSo() {
        putPatiently(padded(0, 2048 * KIB), new Told("old"));
        IntStream.range(1, 12).forEach(i -> outbox.put(message(padded(i, 256 * KIB))));
        assertEquals(List.of("old lost"), told);
        outbox.start();
        await().until(() -> sink.taken().size() == 11);
        assertEquals(List.of("old lost"), told);
    }

    @Test
    void stop_tellsWhatIsLeft_onceEach_andEndsWhoWaits() throws InterruptedException {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        sink.answers(_ -> {
            sending.countDown();
            awaitQuietly(go);
            return new Outcome.Accepted();
        });
        putPatiently(padded(0, 1024 * KIB), new Told("in hands"));
        putPatiently(padded(1, 1200 * KIB), new Told("waiting"));
        outbox.start();
        sending.await();
        Thread patient = Thread.ofPlatform().start(() -> putPatiently("c", new Told("c")));
        await().until(() -> patient.getState() == Thread.State.WAITING);
        assertEquals(2, outbox.stop(Duration.ofMillis(100)));
        await().until(() -> told.contains("interrupted"));
        go.countDown();
        await().until(() -> sink.taken().size() == 1);
        // Time to tell, wrongly, that it was accepted.
        await().during(Duration.ofMillis(500)).until(() -> told.size() == 3);
        outbox.put(message("late"));
        assertEquals(1, dropped.get());
        assertEquals(Set.of("in hands lost", "waiting lost", "interrupted"), Set.copyOf(told));
        assertEquals(3, told.size(), told.toString());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        for (boolean done = false; !done; ) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException _) {
                // A sink that does not heed it.
            }
        }
    }

    @Test
    void receiptThatFails_stopsNothing() {
        Receipt broken =
                new Receipt() {
                    @Override
                    public void accepted() {
                        throw new IllegalStateException("oops");
                    }

                    @Override
                    public void lost() {}
                };
        putPatiently("a", broken);
        outbox.start();
        await().until(() -> sink.taken().size() == 1);
        putPatiently("b", new Told("b"));
        await().until(() -> told.equals(List.of("b accepted")));
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

    @Test
    void oneOfABatchAway_itAloneIsTriedAgain() {
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
    void refused_isCountedAndLost_andHoldsUpNothing() {
        sink.answers(
                m -> m.value().length == 4 ? new Outcome.Refused("no") : new Outcome.Accepted());
        putPatiently("bad", new Told("bad"));
        outbox.put(message("next"));
        outbox.start();
        await().until(() -> sink.taken().equals(List.of("next")));
        await().until(() -> told.equals(List.of("bad lost")));
        assertEquals(1, refused.get());
    }

    @Test
    void stop_doesNotWaitForTheDelay() throws InterruptedException {
        Outbox patient = outbox(Duration.ofHours(1).toNanos());
        patient.put(message("a"));
        patient.start();
        assertEquals(0, patient.stop(Duration.ofSeconds(20)));
        assertEquals(List.of("a"), sink.taken());
    }
}
