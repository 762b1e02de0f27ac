package hydrophone.ingest.store;

import java.util.Objects;

/**
 * How far a partition has been stored.
 *
 * @param topicId Kafka's id of the topic
 * @param next offset of the first record that is not stored yet
 * @param updated Kafka's time of the last record read, Unix seconds; 0 = none yet
 */
public record Position(String topic, int partition, String topicId, long next, long updated) {
    public Position {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(topicId, "topicId");
    }
}
