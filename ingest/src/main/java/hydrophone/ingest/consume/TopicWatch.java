package hydrophone.ingest.consume;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Asks the broker which of our topics exist, and under which id. */
final class TopicWatch implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Map<String, Object> settings;
    private final Collection<String> topics;
    private @Nullable Admin admin;

    TopicWatch(Map<String, Object> settings, Collection<String> topics) {
        this.settings = settings;
        this.topics = topics;
    }

    /**
     * The partitions that exist now, each with the id of its topic.
     *
     * @throws BrokerException nobody answers (69), or we may not (77)
     */
    Map<TopicPartition, String> look() {
        try {
            Map<TopicPartition, String> found = new LinkedHashMap<>();
            var answers =
                    admin().describeTopics(
                                    TopicCollection.ofTopicNames(topics),
                                    new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                            .topicNameValues();
            for (KafkaFuture<TopicDescription> answer : answers.values()) add(found, answer);
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException(69, "interrupted", e);
        } catch (KafkaException e) {
            throw trouble(e);
        }
    }

    @Override
    public void close() {
        if (admin != null) admin.close(Duration.ZERO);
    }

    private Admin admin() {
        // Made late: a name that does not resolve yet makes the constructor fail.
        if (admin == null) admin = Admin.create(settings);
        return admin;
    }

    private static void add(Map<TopicPartition, String> found, KafkaFuture<TopicDescription> answer)
            throws InterruptedException {
        try {
            TopicDescription topic = answer.get();
            topic.partitions()
                    .forEach(p ->
                            found.put(
                                    new TopicPartition(topic.name(), p.partition()),
                                    topic.topicId().toString()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) return;
            throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
        }
    }

    /** What a client's exception means for us. */
    static BrokerException trouble(KafkaException e) {
        return switch (e) {
            case AuthenticationException a ->
                    new BrokerException(77, "the broker does not know us: " + oneLine(a), a);
            case AuthorizationException a ->
                    new BrokerException(
                            77,
                            "the broker does not let us read (needed: Read and Describe on the"
                                    + " topics): "
                                    + oneLine(a),
                            a);
            case InvalidTopicException a ->
                    new BrokerException(78, "no name for a topic: " + oneLine(a), a);
            case TimeoutException t -> new BrokerException(69, "no connection", t);
            case DisconnectException d -> new BrokerException(69, "no connection", d);
            default -> new BrokerException(69, unresolved(e) ? "no such host" : oneLine(e), e);
        };
    }

    private static boolean unresolved(KafkaException e) {
        return e.getCause() instanceof ConfigException c && oneLine(c).contains("bootstrap");
    }

    private static String oneLine(Throwable e) {
        Throwable cause = e.getCause() instanceof KafkaException k ? k : e;
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
}
