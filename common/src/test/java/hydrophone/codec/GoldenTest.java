package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What Sonar documents, read and written back. */
class GoldenTest {

    @ParameterizedTest
    @CsvSource({"SYSINFO, sysinfo", "CLUSTER, cluster", "CLUSTER, error", "JOB, job"})
    void exampleIsReadAndWrittenBackUnchanged(MessageType type, String name) throws Exception {
        String file = "sonar-" + name + ".json";

        Decoded decoded = JsonCodec.decode(type, Golden.bytes(file));

        assertEquals(Golden.text(file), written(decoded));
        assertEquals(Set.of(), decoded.unknownMembers());
        assertEquals(List.of(), decoded.anomalies());
    }

    /** Card 0's index is the one difference: Sonar leaves it out. */
    @Test
    void exampleOfASampleIsWrittenBackWithTheIndexOfCardZero() throws Exception {
        String expected =
                Golden.text("sonar-sample.json")
                        .replace("\"gpus\":[{\"uuid\"", "\"gpus\":[{\"index\":0,\"uuid\"");

        Decoded decoded = JsonCodec.decode(MessageType.SAMPLE, Golden.bytes("sonar-sample.json"));

        assertEquals(expected, written(decoded));
    }

    private static String written(Decoded decoded) {
        return new String(JsonCodec.encode(decoded.envelope()), StandardCharsets.UTF_8);
    }
}
