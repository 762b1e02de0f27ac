package hydrophone.agent.sink;

import java.time.Instant;
import java.util.Objects;

/**
 * A message on its way out.
 *
 * @param topic where to
 * @param key the sender's node name
 * @param value one JSON object and a newline, UTF-8; nobody changes it any more
 * @param time of the observation
 */
// The bytes are compared by nobody; a copy of each message would double what a full outbox costs.
@SuppressWarnings("ArrayRecordComponent")
public record Outgoing(String topic, String key, byte[] value, Instant time) {
    public Outgoing {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(time, "time");
    }

    @Override
    public String toString() {
        return "Outgoing[" + topic + ", " + key + ", " + value.length + " bytes, " + time + "]";
    }
}
