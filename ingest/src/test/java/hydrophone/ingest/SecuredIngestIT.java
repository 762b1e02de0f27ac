package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.store.StoreDump;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Ingest at a broker with TLS, SCRAM and ACLs, which the scripts in {@code deploy/kafka} made. */
@ExtendWith(SharedSecuredBroker.class)
final class SecuredIngestIT {
    private static final String A = SharedSecuredBroker.CLUSTER;

    private @TempDir Path dir;

    @Test
    void readsWithTheFileThatTheScriptMade(SecuredBroker broker) throws Exception {
        String sample =
                "{\"meta\":{\"producer\":\"hydrophone\"},\"data\":{\"type\":\"sample\","
                        + "\"attributes\":{\"time\":\"2026-03-04T10:00:00Z\",\"cluster\":\""
                        + A
                        + "\",\"node\":\"n1\",\"jobs\":[]}}}";
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        broker.settings(A + ".node").client("node"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            byte[] value = sample.getBytes(StandardCharsets.UTF_8);
            var _ =
                    producer.send(new ProducerRecord<>(A + ".sample", "n1", value))
                            .get(60, TimeUnit.SECONDS);
        }
        try (IngestProcess ingest = start(A, broker, file(broker, A + ".ingest"))) {
            assertEquals(0, ingest.exit(), ingest.said());
            assertFalse(ingest.said().contains("WARN"), ingest.said());
        }
        assertTrue(StoreDump.of(dir.resolve("store"), Set.of()).contains("n1"));
    }

    @Test
    void whatTheBrokerRefusesIsOneLineWithItsCure(SecuredBroker broker) throws IOException {
        Path wrong = file(broker, A + ".ingest");
        String right = Files.readString(wrong);
        Files.writeString(wrong, right.replace(broker.password(A + ".ingest"), "wrong"));
        refused(broker, wrong, 77, "refuses user \"" + A + ".ingest\"");
        Files.writeString(wrong, right);
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r--r--"));
        refused(broker, wrong, 77, "chmod 600");
        refused(broker, file(broker, A + ".operator"), 77, "--operation Read");
        Path plain = Files.createFile(dir.resolve("plain.properties"));
        refused(broker, plain, 78, "speaks TLS on this port");
        String topic = "may not read topic other.no.";
        refused("other.no", broker, file(broker, A + ".ingest"), 77, topic);
    }

    private void refused(SecuredBroker broker, Path file, int exit, String line) {
        refused(A, broker, file, exit, line);
    }

    private void refused(String cluster, SecuredBroker broker, Path file, int exit, String line) {
        try (IngestProcess ingest = start(cluster, broker, file)) {
            assertEquals(exit, ingest.exit(), ingest.said());
            assertTrue(ingest.said().contains(line), ingest.said());
            assertFalse(ingest.said().contains("password="), ingest.said());
            long said = ingest.said().lines().filter(l -> !l.contains(" INFO ")).count();
            assertEquals(1, said, ingest.said());
        }
    }

    private IngestProcess start(String cluster, SecuredBroker broker, Path file) {
        return IngestProcess.start(
                dir.resolve(cluster.equals(A) ? "store" : cluster),
                cluster,
                broker.bootstrap(),
                "--once",
                "--kafka-config",
                file.toString());
    }

    /** A copy of the script's file for this user, for those who change it. */
    private Path file(SecuredBroker broker, String user) throws IOException {
        Path file = Files.createTempFile(dir, user, ".properties");
        Path made = broker.folder().resolve("clients").resolve(user + ".properties");
        Files.writeString(file, Files.readString(made));
        return file;
    }
}
