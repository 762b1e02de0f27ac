package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A record as it came from a topic, bytes and all.
 *
 * @param topicId Kafka's id of the topic: another one after the topic was made anew
 * @param time Kafka's time of the record, Unix seconds
 * @param key the Kafka key; null = none
 * @param value the Kafka value; null = none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying each message would cost
public record Arrival(
        String topic,
        int partition,
        String topicId,
        long offset,
        long time,
        byte @Nullable [] key,
        byte @Nullable [] value) {

    public Arrival {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(topicId, "topicId");
    }

    /** Where it was read, for people: {@code topic/partition/offset}. */
    public String place() {
        return topic + "/" + partition + "/" + offset;
    }

    @Override
    public String toString() {
        return place();
    }
}
