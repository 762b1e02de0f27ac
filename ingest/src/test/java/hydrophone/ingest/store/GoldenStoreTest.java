package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** What each golden message looks like in the store; {@code -Dgolden.update=true} rewrites. */
final class GoldenStoreTest {
    private @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "sonar-sample, SAMPLE",
        "sonar-sysinfo, SYSINFO",
        "sonar-job, JOB",
        "sonar-cluster, CLUSTER",
        "sonar-error, CLUSTER"
    })
    void goldenMessage_inTheStore(String name, MessageType type) {
        try (StoreFixture to = new StoreFixture(folder)) {
            byte[] message = Golden.bytes(name + ".json");
            assertEquals(Outcome.STORED, to.write(type, message, 0));
            String dump = StoreDump.of(folder, Set.of());
            Golden.check("store-" + name + ".txt", dump.getBytes(StandardCharsets.UTF_8));
            assertEquals(Outcome.REPEATED, to.write(type, message, 1));
            assertEquals(dump, StoreDump.of(folder, Set.of()));
        }
    }
}
