package hydrophone.agent.sink;

import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.kafka.KafkaSettings;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Sends to a Kafka broker: every message acknowledged by all replicas in sync, none doubled by the
 * producer's own retries, in order per topic. The producer is made with the first message, and
 * again after an error it cannot recover from, so that neither a broker nor a name server that is
 * away ends the daemon.
 *
 * <p>The price: {@link #send} blocks for {@code max.block.ms} when the broker is away, and up to
 * {@code delivery.timeout.ms} when it goes away with messages in flight.
 */
public final class KafkaSink implements Sink {
    private static final long KIB = 1024;

    private final KafkaSettings settings;
    private final String clientId;
    private final String compression;
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * @param clientId {@code <cluster>/<node>}
     * @param compression {@code gzip} or {@code none}
     */
    public KafkaSink(KafkaSettings settings, String clientId, String compression) {
        this.settings = settings;
        this.clientId = clientId;
        this.compression = compression;
    }

    @Override
    public String name() {
        return "kafka " + settings.broker();
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) throws InterruptedException {
        Producer<byte[], byte[]> open;
        try {
            open = producer();
        } catch (KafkaException e) {
            Outcome later = new Later(unusable(e));
            return batch.stream().map(_ -> later).toList();
        }
        try {
            List<Future<RecordMetadata>> answers = hand(open, batch);
            open.flush();
            List<Outcome> outcomes = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                outcomes.add(outcome(batch.get(i), answers.get(i)));
            }
            return outcomes;
        } catch (InterruptException e) {
            boolean _ = Thread.interrupted();
            throw (InterruptedException) new InterruptedException("sending").initCause(e);
        }
    }

    /** Once a topic's whereabouts cannot be learnt, its other messages are not tried either. */
    private static List<Future<RecordMetadata>> hand(
            Producer<byte[], byte[]> open, List<Outgoing> batch) {
        Map<String, Future<RecordMetadata>> failed = new HashMap<>();
        List<Future<RecordMetadata>> answers = new ArrayList<>(batch.size());
        for (Outgoing message : batch) {
            Future<RecordMetadata> answer = failed.get(message.topic());
            if (answer == null) answer = hand(open, message);
            if (isMissing(answer)) failed.put(message.topic(), answer);
            answers.add(answer);
        }
        return answers;
    }

    private static Future<RecordMetadata> hand(Producer<byte[], byte[]> open, Outgoing message) {
        try {
            return open.send(
                    new ProducerRecord<>(
                            message.topic(),
                            null,
                            message.time().toEpochMilli(),
                            message.key().getBytes(StandardCharsets.UTF_8),
                            message.value()));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isMissing(Future<RecordMetadata> answer) {
        return answer.isDone() && failure(answer) instanceof TimeoutException;
    }

    private static @Nullable Throwable failure(Future<RecordMetadata> answer) {
        try {
            RecordMetadata _ = answer.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Outcome outcome(Outgoing message, Future<RecordMetadata> answer) {
        Throwable failure = failure(answer);
        return switch (failure) {
            case null -> new Accepted();
            case RecordTooLargeException _ ->
                    new Refused(
                            "its "
                                    + message.value().length / KIB
                                    + " KiB are too large for the broker or topic; raise"
                                    + " max.message.bytes there, or set [sample] rollup = true");
            case TimeoutException t when t.getCause() instanceof UnknownTopicOrPartitionException ->
                    new Later(missing(message.topic()));
            case UnknownTopicOrPartitionException _ -> new Later(missing(message.topic()));
            case RetriableException _ ->
                    new Later("broker " + settings.broker() + " cannot be reached");
            case AuthenticationException e -> fresh("refuses our credentials: ", e);
            case AuthorizationException e -> fresh("does not let us write: ", e);
            default -> fresh("failed: ", failure);
        };
    }

    /** After any other error only a new producer is sure to work. */
    private Later fresh(String what, Throwable failure) {
        discard(Duration.ZERO);
        return new Later("broker " + settings.broker() + " " + what + firstLine(failure));
    }

    private String missing(String topic) {
        return "topic "
                + topic
                + " does not exist at broker "
                + settings.broker()
                + " and is not made by itself; create it: kafka-topics.sh --bootstrap-server "
                + settings.broker()
                + " --create --topic "
                + topic;
    }

    private String unusable(KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof ConfigException && firstLine(cause).contains("bootstrap")) {
            return "the host of broker " + settings.broker() + " has no address (name service)";
        }
        return "no connection to broker " + settings.broker() + " possible: " + firstLine(cause);
    }

    private static String firstLine(Throwable failure) {
        String text = failure.getMessage();
        return text == null
                ? failure.getClass().getSimpleName()
                : text.lines().findFirst().orElse("");
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open =
                    new KafkaProducer<>(
                            properties(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private Map<String, Object> properties() {
        Map<String, Object> all = settings.client(clientId);
        all.put("acks", "all");
        all.put("enable.idempotence", "true");
        all.put("max.in.flight.requests.per.connection", "5");
        all.put("compression.type", compression);
        all.put("linger.ms", "500");
        all.put("batch.size", "65536");
        // The agent's own limit for a message is 2 MiB; the rest is for key and headers.
        all.put("max.request.size", "2200000");
        all.put("buffer.memory", "8388608");
        all.put("max.block.ms", "3000");
        all.put("request.timeout.ms", "15000");
        all.put("delivery.timeout.ms", "30000");
        all.put("reconnect.backoff.ms", "500");
        all.put("reconnect.backoff.max.ms", "10000");
        all.put("retry.backoff.max.ms", "10000");
        // Nobody looks into the agent by JMX, and its classes are megabytes.
        all.put("metric.reporters", "");
        // Nor does a broker ask for its metrics (KIP-714), which would bring protobuf along.
        all.put("enable.metrics.push", "false");
        // Topics written once a day must not fall out of the metadata while the broker is away.
        all.put("metadata.max.idle.ms", "604800000");
        all.putAll(settings.overrides());
        return all;
    }

    @Override
    public void close(Duration patience) {
        discard(patience);
    }

    private void discard(Duration patience) {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open == null) return;
        try {
            open.close(patience);
        } catch (KafkaException e) {
            // Whatever it held is still in the outbox.
            return;
        }
    }
}
