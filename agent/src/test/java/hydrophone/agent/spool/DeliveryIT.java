package hydrophone.agent.spool;

import static hydrophone.message.MessageType.SAMPLE;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.KafkaSink;
import hydrophone.agent.sink.Messages;
import hydrophone.kafka.KafkaSettings;
import hydrophone.testing.LocalBroker;
import hydrophone.testing.RecordingLogger;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Delivery from the spool to a real broker that comes late, dies and comes back. */
final class DeliveryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TOPIC = "c.no.sample";
    private static final long FAST = 1L << 40;

    @TempDir Path dir;

    private final LocalBroker broker = LocalBroker.later();
    private final RecordingLogger log = new RecordingLogger();
    private Spools spools;
    private Sending sending;

    @BeforeEach
    void open() {
        spools = Spools.open(dir);
        sending =
                new Sending(
                        spools.spool(),
                        new KafkaSink(
                                KafkaSettings.plaintext(broker.bootstrap()), "c.no/n1", "gzip"),
                        Duration.ZERO,
                        FAST,
                        log);
    }

    @AfterEach
    void stop() {
        sending.close();
        spools.close();
        broker.close();
    }

    private Set<String> stored() {
        return broker.read(TOPIC).stream()
                .map(r -> new String(r.value(), StandardCharsets.UTF_8).strip())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void awaitNothingWaits() {
        await().atMost(PATIENCE).until(() -> spools.spool().status().waiting() == 0);
    }

    @Test
    void brokerComesLateDiesAndComesBack_nothingIsLost_andOrderIsKept() {
        sending.drain().start();
        spools.put(SAMPLE, 0, 50);
        await().atMost(PATIENCE).until(() -> !log.lines.isEmpty());
        assertTrue(
                log.lines
                        .getFirst()
                        .startsWith("WARN broker " + broker.bootstrap() + " cannot be reached; 50"),
                log.lines.toString());
        broker.restart();
        awaitNothingWaits();
        spools.put(SAMPLE, 50, 100);
        awaitNothingWaits();
        broker.kill9();
        spools.put(SAMPLE, 100, 150);
        broker.restart();
        spools.put(SAMPLE, 150, 200);
        awaitNothingWaits();
        assertEquals(List.copyOf(Spools.numbers(0, 200)), List.copyOf(stored()));
        ConsumerRecord<String, byte[]> first = broker.read(TOPIC).getFirst();
        assertEquals("n1", first.key());
        assertEquals(Messages.TIME.toEpochMilli(), first.timestamp());
    }

    /** The spool alone knows: a new process with a new producer goes on. */
    @Test
    void agentGoneWhileTheBrokerIsAway_itsMessagesArrive() {
        sending.drain().start();
        spools.put(SAMPLE, 0, 20);
        await().atMost(PATIENCE).until(() -> sending.failures() > 0);
        sending.close();
        spools.close();
        broker.restart();
        open();
        sending.drain().start();
        spools.put(SAMPLE, 20, 25);
        awaitNothingWaits();
        assertEquals(Spools.numbers(0, 25), List.copyOf(stored()));
    }

    @Test
    void messageTooLargeForTheBroker_isQuarantined_andReplacedByWhatSaysSo() throws Exception {
        broker.restart();
        sending.drain().start();
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder noise = new StringBuilder();
        while (noise.length() < 3_000_000) noise.append(Long.toHexString(random.nextLong()));
        spools.append(SAMPLE, List.of(Messages.of(SAMPLE, 1, noise.toString())));
        spools.put(SAMPLE, 2, 3);
        awaitNothingWaits();
        Set<String> stored = stored();
        assertTrue(stored.contains("m2"));
        assertTrue(
                stored.stream().anyMatch(s -> s.startsWith("instead: its 29")), stored.toString());
        assertEquals(noise.length(), Files.size(dir.resolve("quarantine/sample-1.json")));
    }
}
