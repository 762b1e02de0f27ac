package hydrophone.agent.control;

import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaTrouble;
import hydrophone.kafka.KafkaTrouble.Right;
import hydrophone.kafka.Trouble;
import hydrophone.kafka.Trouble.Kind;
import hydrophone.kafka.Vocabulary;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Sends one control message to the daemons of a cluster and role, or to some of them. */
public final class ControlSender {
    private final KafkaSettings settings;
    private final KafkaTrouble trouble;

    /** What became of it. */
    public sealed interface Result {
        /** The broker has it. */
        record Sent(int partition, long offset) implements Result {}

        /** The broker does not have it. */
        record Failed(Trouble trouble) implements Result {}
    }

    public ControlSender(KafkaSettings settings) {
        this.settings = settings;
        this.trouble = new KafkaTrouble(settings, Vocabulary.KAFKA, Right.WRITE);
    }

    /**
     * Sends it and waits for the acknowledgement, 15 seconds at most.
     *
     * @param nodes a node list, or empty for all
     * @throws InterruptedException when told to end meanwhile
     */
    public Result send(String topic, Optional<String> nodes, String key, String value)
            throws InterruptedException {
        // A client without TLS dies of a port that speaks it (KAFKA-4090).
        Optional<Trouble> hopeless = settings.encrypted() ? Optional.empty() : trouble.silence();
        if (hopeless.isPresent()) return new Result.Failed(hopeless.get());
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, key, value);
        nodes.ifPresent(list ->
                message.headers().add(ControlRecords.NODE, list.getBytes(StandardCharsets.UTF_8)));
        try (Producer<String, String> producer =
                new KafkaProducer<>(properties(), new StringSerializer(), new StringSerializer())) {
            RecordMetadata sent = producer.send(message).get();
            return new Result.Sent(sent.partition(), sent.offset());
        } catch (ExecutionException e) {
            return new Result.Failed(failure(topic, e.getCause() == null ? e : e.getCause()));
        } catch (KafkaException e) {
            return new Result.Failed(trouble.unusable(e));
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> all = settings.client("hydrophone-control");
        all.putIfAbsent("acks", "all");
        all.putIfAbsent("max.block.ms", "10000");
        all.putIfAbsent("request.timeout.ms", "10000");
        all.putIfAbsent("delivery.timeout.ms", "15000");
        all.putIfAbsent("enable.metrics.push", "false");
        return all;
    }

    private Trouble failure(String topic, Throwable cause) {
        boolean noTopic =
                cause instanceof UnknownTopicOrPartitionException
                        || cause.getCause() instanceof UnknownTopicOrPartitionException;
        if (noTopic) return trouble.missing(topic);
        String silent = "broker " + settings.broker() + " cannot be reached";
        if (cause instanceof TimeoutException) {
            return trouble.silence().orElseGet(() -> new Trouble(Kind.UNREACHABLE, silent));
        }
        String other = "broker " + settings.broker() + " failed: " + cause.getMessage();
        return trouble.of(cause).orElseGet(() -> new Trouble(Kind.UNREACHABLE, other));
    }
}
