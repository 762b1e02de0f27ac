package hydrophone.agent.spool;

import static hydrophone.agent.spool.Spools.numbers;
import static hydrophone.message.MessageType.CLUSTER;
import static hydrophone.message.MessageType.JOB;
import static hydrophone.message.MessageType.SAMPLE;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.FakeSink;
import hydrophone.agent.sink.Messages;
import hydrophone.agent.sink.Outcome;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.testing.RecordingLogger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(60)
final class DrainTest {
    private static final long FAST = 1L << 40;

    @TempDir Path dir;

    private final FakeSink sink = new FakeSink();
    private final RecordingLogger log = new RecordingLogger();
    private Spools spools;
    private Sending sending;

    @BeforeEach
    void open() {
        open(Duration.ZERO, FAST);
    }

    /** What is not sent at once is held back, for as long as the window. */
    private void open(Duration window, long rate) {
        spools = Spools.open(dir);
        sending = new Sending(spools.spool(), sink, window, rate, window.toNanos(), log);
    }

    @AfterEach
    void close() {
        sending.close();
        spools.close();
    }

    private static Outcome away(Outgoing message) {
        return new Outcome.Later("broker h:1 cannot be reached");
    }

    private static Outcome taken(Outgoing message) {
        return new Outcome.Accepted();
    }

    @Test
    void messages_areSentInOrder_andGone() {
        spools.put(SAMPLE, 0, 100);
        sending.drain().start();
        await().until(() -> sending.sent() == 100);
        assertEquals(numbers(0, 100), sink.taken());
        await().until(() -> spools.spool().status().waiting() == 0);
        spools.put(SAMPLE, 100, 101);
        await().until(() -> sink.taken().size() == 101);
        assertEquals(List.of("INFO Connected: fake took the first message"), log.lines);
    }

    @Test
    void sinkAway_messagesWaitAndArriveInOrder_andItIsSaidOnce() {
        sink.answers(DrainTest::away);
        spools.put(SAMPLE, 0, 3);
        sending.drain().start();
        await().until(() -> sending.failures() >= 2);
        assertEquals(1, log.lines.size(), log.lines.toString());
        assertTrue(
                log.lines
                        .getFirst()
                        .startsWith(
                                "WARN broker h:1 cannot be reached; 3 messages (0 KiB) wait in the"
                                        + " spool, the oldest since 2026-03-04T09:15:00Z; trying"),
                log.lines.toString());
        spools.put(SAMPLE, 3, 5);
        sink.answers(DrainTest::taken);
        await().until(() -> sink.taken().equals(numbers(0, 5)));
    }

    /** A thousand nodes that try again must not each try all they have. */
    @Test
    void whileTheSinkIsAway_oneMessageIsTried() {
        List<Integer> batches = new CopyOnWriteArrayList<>();
        sink.answers(DrainTest::away);
        sink.witness(batch -> batches.add(batch.size()));
        spools.put(SAMPLE, 0, 50);
        sending.drain().start();
        await().until(() -> batches.size() >= 3);
        assertEquals(50, batches.getFirst());
        assertEquals(1, batches.get(1));
        assertEquals(1, batches.get(2));
    }

    @Test
    void topicThatDoesNotExist_holdsUpNoOther_andOrderIsKept() {
        sink.answers(m -> m.type() == JOB ? away(m) : taken(m));
        spools.put(JOB, 0, 3);
        spools.put(SAMPLE, 0, 3);
        spools.put(CLUSTER, 7, 8);
        sending.drain().start();
        await().until(() -> sink.taken().size() == 4);
        assertEquals(0, spools.drain(SAMPLE).size());
        spools.put(SAMPLE, 3, 4);
        await().until(() -> sink.taken().size() == 5);
        sink.answers(DrainTest::taken);
        await().until(() -> sink.taken().size() == 8);
        assertEquals(numbers(0, 3), sink.taken().subList(5, 8));
    }

    @Test
    void someOfABatchTaken_theRestIsSentAgain_fromTheFirstThatWasNot() {
        List<String> refusing = new CopyOnWriteArrayList<>(List.of("m2"));
        sink.answers(m ->
                refusing.contains(
                                new String(m.value(), java.nio.charset.StandardCharsets.UTF_8)
                                        .strip())
                        ? away(m)
                        : taken(m));
        spools.put(SAMPLE, 0, 5);
        sending.drain().start();
        await().until(() -> sending.failures() > 0);
        assertEquals(3, spools.spool().status().waiting());
        refusing.clear();
        await().until(() -> sink.taken().size() == 7);
        assertEquals(List.of("m0", "m1", "m3", "m4", "m2", "m3", "m4"), sink.taken());
    }

    @Test
    void refusedForEver_liesInTheQuarantine_andAnEnvelopeGoesInItsPlace() throws Exception {
        sink.answers(m -> m.value().length == 4 ? new Outcome.Refused("too large") : taken(m));
        spools.append(SAMPLE, List.of(Messages.of(SAMPLE, 1, "big\n")));
        spools.put(SAMPLE, 2, 4);
        sending.drain().start();
        await().until(() -> sending.sent() == 2);
        assertTrue(sink.taken().contains("instead: too large"), sink.taken().toString());
        assertEquals(1, sending.refused());
        assertEquals("big\n", Files.readString(dir.resolve("quarantine/sample-1.json")));
        assertEquals(0, spools.spool().losses(SAMPLE).size());
    }

    @Test
    void refusedForEver_andSoItsEnvelope_isOverAllTheSame() {
        sink.answers(m -> new Outcome.Refused("no"));
        spools.put(SAMPLE, 0, 1);
        sending.drain().start();
        await().until(() -> sending.refused() == 1);
        await().until(() -> spools.spool().status().waiting() == 0);
    }

    @Test
    void loss_isReportedBeforeTheNextMessageOfItsType_once() throws Exception {
        spools.put(SAMPLE, 0, 3);
        spools.close();
        Path segment = dir.resolve("sample/000000000001.seg");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        sending.close();
        open();
        assertEquals(numbers(0, 1), spools.look(SAMPLE, 1 << 20));
        sending.drain().start();
        await().until(() -> sink.taken().size() == 3);
        assertEquals(List.of("m0", "lost: damaged 1", "m2"), sink.taken());
        assertEquals(1, spools.lost(Reason.DAMAGED));
        await().until(() -> spools.spool().losses(SAMPLE).isEmpty());
        spools.put(SAMPLE, 3, 4);
        await().until(() -> sink.taken().size() == 4);
    }

    @Test
    void reportThatCannotBeSent_waits() throws Exception {
        spools.put(SAMPLE, 0, 1);
        spools.close();
        Files.delete(dir.resolve("sample/000000000001.seg"));
        sending.close();
        open();
        sink.answers(DrainTest::away);
        sending.drain().start();
        await().until(() -> sending.failures() >= 1);
        sink.answers(DrainTest::taken);
        await().until(() -> sink.taken().equals(List.of("lost: damaged 1")));
    }

    @Test
    void rate_isKept_beyondAFirstBurst() {
        close();
        open(Duration.ZERO, 4 << 20);
        List<Outgoing> messages = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            messages.add(Messages.of(SAMPLE, i, "x".repeat(1 << 20)));
        }
        spools.append(SAMPLE, messages);
        long start = System.nanoTime();
        sending.drain().start();
        await().until(() -> sink.taken().size() == 12);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        // 4 MiB at once, 8 MiB at 4 MiB a second; the last is not waited for.
        assertTrue(took.toMillis() > 1500, took.toString());
    }

    @Test
    void stop_waitsForNoWindowNoDelayNoRate_andLeavesTheRest() throws Exception {
        close();
        open(Duration.ofHours(1), 1);
        spools.put(SAMPLE, 0, 10);
        sending.drain().start();
        sending.drain().stop(Duration.ofSeconds(20));
        assertEquals(numbers(0, 10), sink.taken());
    }

    @Test
    void stop_whileTheSinkIsAway_keepsWhatWaits() throws Exception {
        sink.answers(DrainTest::away);
        spools.put(SAMPLE, 0, 10);
        sending.drain().start();
        await().until(() -> sending.failures() > 0);
        sending.drain().stop(Duration.ofMillis(300));
        assertEquals(10, spools.spool().status().waiting());
    }
}
