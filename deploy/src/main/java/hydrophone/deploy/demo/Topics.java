package hydrophone.deploy.demo;

import hydrophone.kafka.KafkaSettings;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How many records the topics of a cluster hold (their end offsets). */
final class Topics implements AutoCloseable {
    private static final int PATIENCE_S = 10;

    private final ClusterTopics names;
    private final Admin admin;

    Topics(String bootstrap, ClusterTopics names) {
        this.names = names;
        this.admin = Admin.create(KafkaSettings.plaintext(bootstrap).client("demo"));
    }

    /**
     * Makes those that are not there, so that ingest, which looks for new ones every 10 s, has all
     * from the start. Does nothing when the broker refuses: the first message makes them.
     */
    void create() throws InterruptedException {
        try {
            admin.createTopics(
                            names.data().keySet().stream()
                                    .map(name -> new NewTopic(name, 1, (short) 1))
                                    .toList())
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException thereAlready) {
            // a folder of an earlier demo
        }
    }

    /** By type; without those whose topic does not exist. Empty when the broker does not answer. */
    Map<MessageType, Long> produced() throws InterruptedException {
        try {
            Set<String> there = admin.listTopics().names().get(PATIENCE_S, TimeUnit.SECONDS);
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            for (String topic : names.data().keySet()) {
                if (there.contains(topic)) {
                    asked.put(new TopicPartition(topic, 0), OffsetSpec.latest());
                }
            }
            Map<MessageType, Long> counts = new EnumMap<>(MessageType.class);
            admin.listOffsets(asked)
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS)
                    .forEach((topic, end) -> put(counts, topic.topic(), end.offset()));
            return counts;
        } catch (ExecutionException | TimeoutException e) {
            return Map.of();
        }
    }

    private void put(Map<MessageType, Long> counts, String topic, long end) {
        MessageType type = names.data().get(topic);
        if (type != null) counts.put(type, end);
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(2));
    }
}
