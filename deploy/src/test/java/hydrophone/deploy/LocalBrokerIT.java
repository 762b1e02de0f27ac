package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.LocalBroker;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class LocalBrokerIT {

    @Test
    void whatWasAcknowledgedIsThereAfterKillAndRestart() {
        try (LocalBroker broker = LocalBroker.start()) {
            String before = broker.bootstrap();
            broker.produce("first.use", "k", "one");
            broker.kill9();
            assertFalse(broker.isRunning());
            broker.restart();
            assertEquals(before, broker.bootstrap());
            broker.produce("first.use", "k", "two");
            assertEquals(List.of("one", "two"), texts(broker.read("first.use")));
        }
    }

    @Test
    void twoBrokersLiveSideBySideAndLeaveNothing() {
        Path folder;
        try (LocalBroker one = LocalBroker.start();
                LocalBroker other = LocalBroker.start()) {
            folder = one.folder();
            assertNotEquals(one.port(), other.port());
            one.createTopics("a.sample");
            one.produce("a.sample", "n", "only here");
            assertEquals(List.of(), other.read("a.sample"));
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void aLargeMessagePasses() {
        try (LocalBroker broker = LocalBroker.later()) {
            assertFalse(broker.isRunning());
            broker.restart();
            assertTrue(broker.isRunning());
            byte[] large = new byte[16_000_000];
            new java.util.SplittableRandom(1).nextBytes(large);
            broker.produce("large", null, large);
            assertEquals(large.length, broker.read("large").getFirst().value().length);
        }
    }

    private static List<String> texts(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(r -> new String(r.value(), StandardCharsets.UTF_8)).toList();
    }
}
