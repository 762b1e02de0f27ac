package hydrophone.ingest.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Position;
import hydrophone.ingest.store.StreamEvent;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

final class InboxTest {
    private final Inbox inbox = new Inbox("fox.educloud.no");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("NullAway") // does not see @Nullable arrays in a compiled record
    private Verdict judge(@Nullable String key, byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : bytes(key);
        return inbox.judge(
                MessageType.SAMPLE,
                new Arrival("fox.educloud.no.sample", 0, "id", 1, 2, keyBytes, value));
    }

    private static String reason(Verdict verdict) {
        return assertInstanceOf(Rejected.class, verdict).reason();
    }

    @Test
    void goodMessage_isAcceptedWithoutARemark() {
        Accepted accepted =
                assertInstanceOf(Accepted.class, judge("gpu-3", Golden.bytes("sonar-sample.json")));
        assertEquals(List.of(), accepted.remarks());
        assertEquals("gpu-3", accepted.sender());
    }

    @Test
    void otherKey_orNone_isAcceptedWithARemark_theNodeOfTheMessageCounts() {
        for (String key : new String[] {"other", null, "../etc"}) {
            Accepted accepted =
                    assertInstanceOf(Accepted.class, judge(key, Golden.bytes("sonar-sample.json")));
            assertEquals(1, accepted.remarks().size());
            assertEquals("gpu-3", accepted.sender());
        }
    }

    @Test
    void whatIsNoMessage_saysWhy() {
        assertEquals("syntax", reason(judge("n", null)));
        assertEquals("syntax", reason(judge("n", new byte[0])));
        assertEquals("syntax", reason(judge("n", bytes("{"))));
        assertEquals("shape", reason(judge("n", bytes("{\"meta\":{}}"))));
        assertEquals("type", reason(judge("n", Golden.bytes("sonar-cluster.json"))));
        assertEquals("limit", reason(judge("n", new byte[Inbox.MOST_BYTES + 1])));
    }

    @Test
    void otherCluster_isRejected_inDataAndInErrors_absentIsOurs() {
        String sample = Golden.text("sonar-sample.json");
        assertEquals(
                "cluster",
                reason(judge("gpu-3", bytes(sample.replace("fox.educloud.no", "saga")))));
        String error = Golden.text("sonar-error.json");
        assertEquals(
                "cluster",
                reason(judge("login-1", bytes(error.replace("fox.educloud.no", "saga")))));
        byte[] without = bytes(error.replace("\"cluster\":\"fox.educloud.no\",", ""));
        assertInstanceOf(Accepted.class, judge("login-1", without));
    }

    @Test
    void startPoint_goesOn_orSaysWhatHappened() {
        Position stored = new Position("t", 0, "a", 50, 0);
        assertEquals(new StartPoint(3, null), StartPoint.of(null, "t", 0, "a", 3, 99, 1));
        assertEquals(new StartPoint(50, null), StartPoint.of(stored, "t", 0, "a", 3, 99, 1));
        assertNull(StartPoint.of(stored, "t", 0, "a", 50, 50, 1).event());
        assertEvent(StreamEvent.Kind.RETENTION, 60, StartPoint.of(stored, "t", 0, "a", 60, 99, 1));
        assertEvent(StreamEvent.Kind.TRUNCATED, 3, StartPoint.of(stored, "t", 0, "a", 3, 49, 1));
        assertEvent(StreamEvent.Kind.RECREATED, 0, StartPoint.of(stored, "t", 0, "b", 0, 99, 1));
    }

    private static void assertEvent(StreamEvent.Kind kind, long offset, StartPoint start) {
        StreamEvent event = Objects.requireNonNull(start.event());
        assertEquals(kind, event.kind());
        assertEquals(50, event.from());
        assertEquals(offset, event.to());
        assertEquals(offset, start.offset());
    }
}
