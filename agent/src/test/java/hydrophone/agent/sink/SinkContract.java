package hydrophone.agent.sink;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outgoing.Place;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What every sink promises the outbox. After each test whatever was accepted must have arrived. A
 * subclass has one destination of its own for each test.
 */
abstract class SinkContract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final int LONGEST_LINE = 500;
    private static final String ODD =
            "ø€𝄞 \"quoted\" back\\slash \u0001\u001f\u007f\t\r\b </script>";

    private final List<Outgoing> accepted = new ArrayList<>();

    /** The same one throughout a test. */
    abstract Sink sink();

    /** What the destination has; in its order for each topic. */
    abstract List<Arrived> arrived();

    /** How a message must look at the destination. */
    abstract Arrived expected(Outgoing message);

    /** The destination goes; nothing if it is away. */
    abstract void away();

    /** It comes back with what it had; nothing if it is there. */
    abstract void back();

    /** Leaves nothing behind. */
    abstract void end();

    String cluster() {
        return "c.no";
    }

    String oddKey() {
        return ODD;
    }

    @AfterEach
    final void whatWasAcceptedHasArrived() {
        try {
            back();
            List<Arrived> missing = new ArrayList<>(accepted.stream().map(this::expected).toList());
            missing.removeAll(new HashSet<>(arrived()));
            assertEquals(List.of(), missing, "accepted and not there");
        } finally {
            sink().close(Duration.ZERO);
            end();
        }
    }

    private Outgoing message(MessageType type, String key, String value) {
        return new Outgoing(
                type,
                cluster() + "." + type.word(),
                key,
                (value + "\n").getBytes(StandardCharsets.UTF_8),
                Messages.TIME,
                new Place("run", 1));
    }

    /** Of all four types in turn. */
    private List<Outgoing> messages(int from, int to) {
        MessageType[] types = MessageType.values();
        return IntStream.range(from, to)
                .mapToObj(i -> message(types[i % types.length], "n1", "{\"number\":" + i + "}"))
                .toList();
    }

    private List<Outcome> send(List<Outgoing> batch) throws InterruptedException {
        List<Outcome> outcomes = sink().send(batch);
        assertEquals(batch.size(), outcomes.size(), outcomes.toString());
        for (int i = 0; i < batch.size(); i++) {
            if (outcomes.get(i) instanceof Accepted) accepted.add(batch.get(i));
        }
        return outcomes;
    }

    private void sendAccepted(List<Outgoing> batch) throws InterruptedException {
        for (Outcome outcome : send(batch)) assertInstanceOf(Accepted.class, outcome);
    }

    /** Again and again what has to wait, as the outbox does. */
    private void sendUntilAccepted(List<Outgoing> batch) {
        List<Outgoing> left = new ArrayList<>(batch);
        await().atMost(PATIENCE)
                .until(() -> {
                    List<Outcome> outcomes = send(left);
                    List<Outgoing> kept = new ArrayList<>();
                    for (int i = 0; i < left.size(); i++) {
                        if (outcomes.get(i) instanceof Later) kept.add(left.get(i));
                    }
                    left.retainAll(kept);
                    return left.isEmpty();
                });
    }

    private void sendInVain(List<Outgoing> batch) throws InterruptedException {
        for (Outcome outcome : send(batch)) {
            String why = assertInstanceOf(Later.class, outcome).why();
            assertFalse(why.isBlank());
            assertTrue(why.length() < LONGEST_LINE, why);
            assertTrue(why.chars().noneMatch(Character::isISOControl), why);
        }
    }

    /** A doubled one counts where it came first. */
    private static Map<String, List<Arrived>> byTopic(List<Arrived> all) {
        Map<String, List<Arrived>> topics = new HashMap<>();
        for (Arrived one : new LinkedHashSet<>(all)) {
            topics.computeIfAbsent(one.topic(), _ -> new ArrayList<>()).add(one);
        }
        return topics;
    }

    private void assertArrivedInOrder(List<Outgoing> messages) {
        assertEquals(byTopic(messages.stream().map(this::expected).toList()), byTopic(arrived()));
    }

    @Test
    final void send_severalTopics_eachGetsItsOwnInOrder() throws InterruptedException {
        sendAccepted(messages(0, 200));
        assertEquals(200, arrived().size(), "none comes twice");
        assertArrivedInOrder(messages(0, 200));
    }

    @Test
    final void send_batchAfterBatch_orderIsKept() throws InterruptedException {
        for (int i = 0; i < 40; i += 8) sendAccepted(messages(i, i + 8));
        assertArrivedInOrder(messages(0, 40));
    }

    @Test
    final void send_nothing_isNothing() throws InterruptedException {
        sendAccepted(List.of());
        assertEquals(List.of(), arrived());
    }

    @Test
    final void send_oddText_arrivesByteForByte() throws InterruptedException {
        List<Outgoing> odd =
                List.of(
                        message(MessageType.SAMPLE, oddKey(), "{\"a\":\"" + ODD + "\"}"),
                        message(MessageType.SAMPLE, oddKey(), ""),
                        message(MessageType.SAMPLE, oddKey(), "\u0000}"));
        sendAccepted(odd);
        assertArrivedInOrder(odd);
    }

    @Test
    final void send_twoMebibytes_arriveByteForByte() throws InterruptedException {
        StringBuilder text = new StringBuilder("{\"a\":\"");
        int most = (2 << 20) - 3;
        while (text.length() < most) text.append(text.length()).append(' ');
        text.setLength(most);
        List<Outgoing> large =
                List.of(
                        message(MessageType.SAMPLE, "n1", text + "\"}"),
                        message(MessageType.SAMPLE, "n1", "next"));
        sendAccepted(large);
        assertArrivedInOrder(large);
    }

    @Test
    final void send_awayFromTheStart_allWait_andGoWhenItIsThere() throws InterruptedException {
        away();
        sendInVain(messages(0, 12));
        back();
        sendUntilAccepted(messages(0, 12));
        assertArrivedInOrder(messages(0, 12));
    }

    @Test
    final void send_awayMeanwhile_allWait_andGoWhenItIsBack() throws InterruptedException {
        sendAccepted(messages(0, 12));
        away();
        sendInVain(messages(12, 24));
        sendInVain(messages(12, 24));
        back();
        sendUntilAccepted(messages(12, 24));
        assertArrivedInOrder(messages(0, 24));
    }

    @Test
    final void close_beforeAnything_andTwice_isQuick() {
        long start = System.nanoTime();
        sink().close(Duration.ofMillis(500));
        sink().close(Duration.ofMillis(500));
        assertTrue(System.nanoTime() - start < QUICK.toNanos());
    }

    @Test
    final void close_afterSending_andTwice_isQuick() throws InterruptedException {
        sendAccepted(messages(0, 4));
        long start = System.nanoTime();
        sink().close(Duration.ofMillis(500));
        sink().close(Duration.ofMillis(500));
        assertTrue(System.nanoTime() - start < QUICK.toNanos());
    }

    @Test
    final void name_isOneLine() {
        assertFalse(sink().name().isBlank());
        assertEquals(1, sink().name().lines().count());
    }
}
