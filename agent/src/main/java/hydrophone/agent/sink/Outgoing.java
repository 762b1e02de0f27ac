package hydrophone.agent.sink;

import hydrophone.message.MessageType;

import java.time.Instant;
import java.util.Objects;

/**
 * A message on its way out.
 *
 * @param type what it is about; the last word of its topic
 * @param topic where to
 * @param key the sender's node name
 * @param value one JSON object and a newline, UTF-8; nobody changes it any more
 * @param time of the observation
 * @param place which message of which run it is, as it says itself
 */
// The bytes are compared by nobody; a copy of each message would double what a full outbox costs.
@SuppressWarnings("ArrayRecordComponent")
public record Outgoing(
        MessageType type, String topic, String key, byte[] value, Instant time, Place place) {
    public Outgoing {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(place, "place");
    }

    /**
     * Which message of a run.
     *
     * @param run the run's random id
     * @param seq counts this run's messages of this type from 1; 0 = it is not counted
     */
    public record Place(String run, long seq) {
        public Place {
            Objects.requireNonNull(run, "run");
        }
    }

    @Override
    public String toString() {
        return "Outgoing[" + topic + ", " + key + ", " + value.length + " bytes, " + time + "]";
    }
}
