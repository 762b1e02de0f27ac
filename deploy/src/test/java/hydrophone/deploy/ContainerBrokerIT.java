package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.codec.JsonCodec;
import hydrophone.kafka.KafkaSettings;
import hydrophone.message.MessageType;
import hydrophone.testing.Golden;
import hydrophone.topic.ClusterTopics;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A message through the broker of the official image; the local one has its own tests. */
final class ContainerBrokerIT {
    private static final String IMAGE = "apache/kafka:3.9.2";

    @BeforeEach
    void needsDocker() {
        Docker.assumeImages(IMAGE);
        Docker.assumeReachable();
    }

    @Test
    void aSampleComesBackAsItWasSent() throws Exception {
        byte[] sent =
                JsonCodec.encode(
                        JsonCodec.decode(MessageType.SAMPLE, Golden.bytes("sonar-sample.json"))
                                .envelope());
        String topic = new ClusterTopics("fox.educloud.no").data(MessageType.SAMPLE);
        try (KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(IMAGE))) {
            kafka.start();
            KafkaSettings settings = KafkaSettings.plaintext(kafka.getBootstrapServers());
            produce(settings, topic, sent);
            byte[] received = consume(settings, topic);
            assertArrayEquals(sent, received);
            assertEquals(
                    JsonCodec.decode(MessageType.SAMPLE, sent).envelope(),
                    JsonCodec.decode(MessageType.SAMPLE, received).envelope());
        }
    }

    private static void produce(KafkaSettings settings, String topic, byte[] value)
            throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        settings.client("it"), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, "gpu-3", value)).get(60, TimeUnit.SECONDS);
        }
    }

    private static byte[] consume(KafkaSettings settings, String topic) {
        Map<String, Object> properties = settings.client("it");
        properties.put("auto.offset.reset", "earliest");
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInSameThread()
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(record -> values.add(record.value()));
                        return !values.isEmpty();
                    });
        }
        return values.getFirst();
    }
}
