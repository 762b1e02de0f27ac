package hydrophone.agent.sink;

import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaTrouble;
import hydrophone.kafka.KafkaTrouble.Right;
import hydrophone.kafka.Trouble;
import hydrophone.kafka.Vocabulary;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sends to a Kafka broker: every message acknowledged by all replicas in sync, none doubled by the
 * producer's own retries, in order per topic. The producer is made with the first message, and
 * again after an error it cannot recover from, so that neither a broker nor a name server that is
 * away ends the daemon.
 *
 * <p>The price: {@link #send} blocks for {@code max.block.ms} when the broker is away, and up to
 * {@code delivery.timeout.ms} when it goes away with messages in flight; a minute at most, even if
 * the producer's thread died.
 */
public final class KafkaSink implements Sink {
    private static final long KIB = 1024;

    /** Less than the drain's shortest pause, more than it takes to offer it all topics. */
    private static final long REFUSED_NANOS = 400_000_000;

    /** More than delivery.timeout.ms, after which a living producer has answered. */
    private static final long LONGEST_NANOS = 60_000_000_000L;

    /** No topic's name. */
    private static final String ALL = "";

    private final KafkaSettings settings;
    private final String clientId;
    private final String compression;
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable KafkaTrouble trouble;
    private @Nullable Outcome refusal;
    private long refusedAt;

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
        Optional<Outcome> refusal = refusal().or(this::hopeless);
        if (refusal.isPresent()) return all(batch, refusal.get());
        Producer<byte[], byte[]> open;
        try {
            open = producer();
        } catch (KafkaException e) {
            return all(batch, new Later(trouble().unusable(e).text()));
        }
        try {
            return outcomes(batch, hand(open, batch));
        } catch (InterruptException e) {
            boolean _ = Thread.interrupted();
            throw (InterruptedException) new InterruptedException("sending").initCause(e);
        }
    }

    private static List<Outcome> all(List<Outgoing> batch, Outcome outcome) {
        return batch.stream().map(_ -> outcome).toList();
    }

    /** What the broker said a moment ago of our login, whichever topic it was for. */
    private Optional<Outcome> refusal() {
        boolean lately = System.nanoTime() - refusedAt < REFUSED_NANOS;
        return lately ? Optional.ofNullable(refusal) : Optional.empty();
    }

    /**
     * A client without TLS that meets it takes the broker's alert for the length of a message of
     * 352 MB, and dies of it (KAFKA-4090): such a port is looked at before one is made.
     */
    private Optional<Outcome> hopeless() {
        return producer == null && !settings.encrypted()
                ? trouble().silence().map(t -> new Later(t.text()))
                : Optional.empty();
    }

    /**
     * Not by the producer's {@code flush}, which waits for ever where its thread died of an error.
     */
    private List<Outcome> outcomes(List<Outgoing> batch, List<Future<RecordMetadata>> answers) {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(outcome(batch.get(i), failure(answers.get(i), deadline)));
        }
        return outcomes;
    }

    /**
     * Once a topic's whereabouts cannot be learnt, its other messages are not tried either; nor is
     * anything once the broker refuses us, as each message would make a connection of its own.
     */
    private static List<Future<RecordMetadata>> hand(
            Producer<byte[], byte[]> open, List<Outgoing> batch) {
        Map<String, Future<RecordMetadata>> failed = new HashMap<>();
        List<Future<RecordMetadata>> answers = new ArrayList<>(batch.size());
        for (Outgoing message : batch) {
            Future<RecordMetadata> answer = failed.getOrDefault(ALL, failed.get(message.topic()));
            if (answer == null) answer = hand(open, message);
            Throwable failure = answer.isDone() ? failure(answer, System.nanoTime()) : null;
            if (failure instanceof TimeoutException) failed.put(message.topic(), answer);
            if (failure instanceof AuthenticationException) failed.put(ALL, answer);
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

    private static @Nullable Throwable failure(Future<RecordMetadata> answer, long deadline) {
        try {
            RecordMetadata _ = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return null;
        } catch (java.util.concurrent.TimeoutException e) {
            return new KafkaException("its client does not answer", e);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Outcome outcome(Outgoing message, @Nullable Throwable failure) {
        return switch (failure) {
            case null -> new Accepted();
            case RecordTooLargeException _ ->
                    new Refused(
                            "its "
                                    + message.value().length / KIB
                                    + " KiB are too large for the broker or topic; raise"
                                    + " max.message.bytes there, or set [sample] rollup = true");
            case TimeoutException t when t.getCause() instanceof UnknownTopicOrPartitionException ->
                    new Later(trouble().missing(message.topic()).text());
            case UnknownTopicOrPartitionException _ ->
                    new Later(trouble().missing(message.topic()).text());
            case TopicAuthorizationException e -> new Later(said(e));
            case RetriableException _ -> new Later(silent());
            case AuthenticationException e -> refused(e);
            default -> fresh(failure);
        };
    }

    private Later refused(AuthenticationException failure) {
        Later later = fresh(failure);
        refusal = later;
        refusedAt = System.nanoTime();
        return later;
    }

    /** After any other error only a new producer is sure to work. */
    private Later fresh(Throwable failure) {
        discard(Duration.ZERO);
        return new Later(said(failure));
    }

    private String said(Throwable failure) {
        String other = "broker " + settings.broker() + " failed: " + firstLine(failure);
        return trouble().of(failure).map(Trouble::text).orElse(other);
    }

    private String silent() {
        Optional<String> found = trouble().silence().map(Trouble::text);
        if (found.isPresent()) discard(Duration.ZERO);
        return found.orElse("broker " + settings.broker() + " cannot be reached");
    }

    /** Made when there is some: a daemon that is well never loads it. */
    private KafkaTrouble trouble() {
        KafkaTrouble known = trouble;
        if (known == null) known = new KafkaTrouble(settings, Vocabulary.AGENT, Right.WRITE);
        trouble = known;
        return known;
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
        // A batch is handed over at once and waited for: long enough to be one request.
        all.put("linger.ms", "20");
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
            // Whatever it held is still in the spool.
            return;
        }
    }
}
