package hydrophone.agent.sink;

import hydrophone.agent.sink.Outgoing.Place;
import hydrophone.message.MessageType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Messages to send in tests. */
public final class Messages {
    public static final Instant TIME = Instant.parse("2026-03-04T09:15:00Z");

    private Messages() {}

    /** A sample for this topic whose value is this text. */
    public static Outgoing to(String topic, String value) {
        return new Outgoing(
                MessageType.SAMPLE,
                topic,
                "n1",
                value.getBytes(StandardCharsets.UTF_8),
                TIME,
                new Place("run", 1));
    }

    /** A message of cluster {@code c.no}, the {@code seq}th of its type. */
    public static Outgoing of(MessageType type, long seq, String value) {
        return new Outgoing(
                type,
                "c.no." + type.word(),
                "n1",
                value.getBytes(StandardCharsets.UTF_8),
                TIME.plusSeconds(seq),
                new Place("run", seq));
    }
}
