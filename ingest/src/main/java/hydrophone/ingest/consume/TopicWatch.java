package hydrophone.ingest.consume;

import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaTrouble;
import hydrophone.kafka.KafkaTrouble.Right;
import hydrophone.kafka.Trouble;
import hydrophone.kafka.Vocabulary;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Asks the broker which of our topics exist, and under which id. */
final class TopicWatch implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    /** The answers come by then even from a client whose thread died. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final KafkaSettings settings;
    private final String clientId;
    private final Collection<String> topics;
    private final KafkaTrouble trouble;
    private @Nullable Admin admin;

    TopicWatch(KafkaSettings settings, String clientId, Collection<String> topics) {
        this.settings = settings;
        this.clientId = clientId;
        this.topics = topics;
        this.trouble = new KafkaTrouble(settings, Vocabulary.KAFKA, Right.READ);
    }

    /**
     * The partitions that exist now, each with the id of its topic.
     *
     * @throws BrokerException nobody answers (69), we may not (77), or the settings do not fit (78)
     */
    Map<TopicPartition, String> look() {
        try {
            Map<TopicPartition, String> found = new LinkedHashMap<>();
            var answers =
                    admin().describeTopics(
                                    TopicCollection.ofTopicNames(topics),
                                    new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                            .topicNameValues();
            for (var answer : answers.entrySet()) {
                add(found, answer.getKey(), answer.getValue());
            }
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

    /**
     * Made late, as a name that does not resolve yet makes the constructor fail; and not at all
     * without TLS for a port that speaks it, whose alert the client takes for the length of a
     * message of 352 MB (KAFKA-4090).
     */
    private Admin admin() {
        if (admin != null) return admin;
        if (!settings.encrypted()) trouble.silence().ifPresent(TopicWatch::fail);
        try {
            admin = Admin.create(settings.client(clientId));
        } catch (KafkaException e) {
            throw new BrokerException(trouble.unusable(e), e);
        }
        return admin;
    }

    private static void fail(Trouble trouble) {
        throw new BrokerException(trouble, null);
    }

    private static void add(
            Map<TopicPartition, String> found, String name, KafkaFuture<TopicDescription> answer)
            throws InterruptedException {
        try {
            TopicDescription topic = answer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            for (TopicPartition partition : led(topic)) {
                found.put(partition, topic.topicId().toString());
            }
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) return;
            // The broker's answer does not say which.
            if (e.getCause() instanceof TopicAuthorizationException) {
                throw new TopicAuthorizationException(Set.of(name));
            }
            throw e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
        }
    }

    /** One whose broker is away must not keep us from the others; it is looked for again. */
    static List<TopicPartition> led(TopicDescription topic) {
        return topic.partitions().stream()
                .filter(p -> p.leader() != null && !p.leader().isEmpty())
                .map(p -> new TopicPartition(topic.name(), p.partition()))
                .toList();
    }

    /** What a client's exception means for us. */
    BrokerException trouble(KafkaException e) {
        Optional<Trouble> found = trouble.of(e);
        if (found.isPresent()) return new BrokerException(found.get(), e);
        return switch (e) {
            case InvalidTopicException a ->
                    new BrokerException(78, "no name for a topic: " + oneLine(a), a);
            case TimeoutException t -> silent(t);
            case DisconnectException d -> silent(d);
            default ->
                    e.getCause() instanceof ConfigException
                            ? new BrokerException(trouble.unusable(e), e)
                            : new BrokerException(69, oneLine(e), e);
        };
    }

    private BrokerException silent(KafkaException e) {
        return trouble.silence()
                .map(t -> new BrokerException(t, e))
                .orElseGet(() -> new BrokerException(69, "no connection", e));
    }

    private static String oneLine(Throwable e) {
        Throwable cause = e.getCause() instanceof KafkaException k ? k : e;
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
}
