package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.Envelope;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.testing.Golden;
import hydrophone.testing.MessageSamples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * {@code sonar-*.json}: the examples of Sonar's own documents; {@code full-*.json}: ours, with
 * every member; {@code old-*.json}: Sonar of May 2025, and what we would write of it.
 */
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

    /** P0 is 1 from Sonar and 2 by the format's definition; P8 is 9 and 10. */
    @Test
    void performanceStateIsReadByItsProducer() throws Exception {
        String ours = Golden.text("sonar-sample.json").replace("\"sonar\"", "\"hydrophone\"");

        assertEquals(List.of(2L, 10L), performanceStates(Golden.text("sonar-sample.json")));
        assertEquals(List.of(1L, 9L), performanceStates(ours));
    }

    @ParameterizedTest
    @EnumSource
    void fullMessageIsWrittenAndReadBack(MessageType type) throws Exception {
        Envelope full = full(type);
        String file = "full-" + type.word() + ".json";

        byte[] wire = JsonCodec.encode(full);

        Golden.check(file, wire);
        assertEquals(full, JsonCodec.decode(type, wire).envelope());
    }

    @Test
    void errorIsWrittenAndReadBack() throws Exception {
        byte[] wire = JsonCodec.encode(MessageSamples.error());

        Golden.check("full-error.json", wire);
        assertEquals(MessageSamples.error(), JsonCodec.decode(MessageType.SAMPLE, wire).envelope());
    }

    @Test
    void fullMessagesLeaveNoComponentUnset() {
        Components seen = new Components();
        for (MessageType type : MessageType.values()) seen.look(full(type));
        seen.look(MessageSamples.error());

        // Array task 0 is what Sonar loses, so it stands in our full message on purpose.
        assertEquals(Set.of("Meta.format", "Meta.token", "SlurmJob.arrayTaskId"), seen.neverSet());
    }

    @ParameterizedTest
    @CsvSource({
        "SAMPLE, ''",
        "SYSINFO, data.attributes.software",
        "JOB, data.attributes.slurm_jobs[].gres_detail"
                + " data.attributes.slurm_jobs[].minimum_cpus_per_node",
        "CLUSTER, ''"
    })
    void olderFormIsRead(MessageType type, String unknown) throws Exception {
        Decoded decoded = JsonCodec.decode(type, Golden.bytes("old-" + type.word() + ".json"));

        Golden.check("old-" + type.word() + "-as-read.json", JsonCodec.encode(decoded.envelope()));
        Set<String> expected = unknown.isEmpty() ? Set.of() : Set.of(unknown.split(" "));
        assertEquals(expected, decoded.unknownMembers());
        assertEquals(List.of(), decoded.anomalies());
    }

    @Test
    void olderStateKeepsItsWords() throws Exception {
        Decoded decoded = JsonCodec.decode(MessageType.JOB, Golden.bytes("old-job.json"));

        JobsAttributes jobs = (JobsAttributes) Objects.requireNonNull(decoded.envelope().data());
        assertEquals("CANCELLED by 2101037", jobs.slurmJobs().getFirst().jobState());
        assertEquals("CANCELLED", jobs.slurmJobs().getFirst().stateWord());
    }

    private static List<Long> performanceStates(String json) throws Exception {
        Decoded decoded =
                JsonCodec.decode(MessageType.SAMPLE, json.getBytes(StandardCharsets.UTF_8));
        SampleAttributes sample =
                (SampleAttributes) Objects.requireNonNull(decoded.envelope().data());
        return Objects.requireNonNull(Objects.requireNonNull(sample.system()).gpus()).stream()
                .map(gpu -> gpu.performanceState())
                .toList();
    }

    private static Envelope full(MessageType type) {
        return switch (type) {
            case SAMPLE -> MessageSamples.sample();
            case SYSINFO -> MessageSamples.sysinfo();
            case JOB -> MessageSamples.job();
            case CLUSTER -> MessageSamples.cluster();
        };
    }

    private static String written(Decoded decoded) {
        return new String(JsonCodec.encode(decoded.envelope()), StandardCharsets.UTF_8);
    }
}
