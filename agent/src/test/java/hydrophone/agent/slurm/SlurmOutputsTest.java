package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.JsonCodec;
import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.SlurmJob;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Recorded and written outputs of Slurm's commands become the messages beside them. */
class SlurmOutputsTest {
    static final Path OUTPUTS = Path.of(System.getProperty("user.dir"), "src/test/resources/slurm");
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-23T09:00:00+01:00");

    static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(OUTPUTS)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void jobs(Path folder) throws IOException {
        Scontrol.Jobs scontrol;
        try (var in = Files.newInputStream(folder.resolve("scontrol.txt"))) {
            scontrol = Scontrol.read(in);
        }
        for (String name : List.of("sacct", "sacct-bars")) {
            Path file = folder.resolve(name + ".txt");
            if (!Files.exists(file)) continue;
            byte[] output = Files.readAllBytes(file);
            Snapshot read = Snapshot.of(output, true, 4096, scontrol.requested());
            var troubles = new ArrayList<String>(read.unreadable);
            troubles.add("ineligible: " + scontrol.ineligible());
            var jobs = new JobsAttributes(NOW, "fox.educloud.no", read.jobs);
            compare(folder, name.replace("sacct", "jobs"), jobs, troubles);
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void cluster(Path folder) throws IOException {
        var bad = new ArrayList<String>();
        var cluster =
                new ClusterAttributes(
                        NOW,
                        "fox.educloud.no",
                        true,
                        Sinfo.partitions(
                                Files.readAllBytes(folder.resolve("sinfo-partitions.txt")),
                                bad::add),
                        Sinfo.nodes(
                                Files.readAllBytes(folder.resolve("sinfo-nodes.txt")), bad::add));
        compare(folder, "cluster", cluster, bad);
    }

    /** The two forms of one recording tell the same, but for newlines in names and Unknown ones. */
    @Test
    void bothFormsOfARecordingAgree() throws IOException {
        Path folder = OUTPUTS.resolve("22.05-testbed");
        Snapshot ours = Snapshot.of(Files.readAllBytes(folder.resolve("sacct.txt")), true, 100);
        Snapshot bars =
                Snapshot.of(Files.readAllBytes(folder.resolve("sacct-bars.txt")), true, 100);
        assertEquals(List.of(), ours.unreadable);
        assertEquals(ours.jobs.size(), bars.jobs.size());
        int different = 0;
        for (int i = 0; i < ours.jobs.size(); i++) {
            SlurmJob one = ours.jobs.get(i);
            SlurmJob other = bars.jobs.get(i);
            assertEquals(one.jobId() + one.jobStep(), other.jobId() + other.jobStep());
            String name = one.jobName().equals("Unknown") ? "" : one.jobName();
            if (!name.equals(other.jobName())) different++;
            assertEquals(one.nodes(), other.nodes());
            assertEquals(one.timeLimit(), other.timeLimit());
            assertEquals(one.allocatedResources(), other.allocatedResources());
        }
        long newlines = ours.jobs.stream().filter(job -> job.jobName().contains("\n")).count();
        assertTrue(newlines > 0);
        assertEquals(newlines, different);
        assertEquals(newlines, bars.unreadable.size());
    }

    private static void compare(
            Path folder, String name, Attributes attributes, List<String> troubles)
            throws IOException {
        var meta = new Meta(Meta.HYDROPHONE, "0.0.0", List.of());
        byte[] bytes = JsonCodec.encode(Envelope.of(meta, attributes));
        String json = new String(bytes, StandardCharsets.UTF_8).replace("{\"", "\n{\"");
        String text = json.stripLeading() + String.join("\n", troubles) + '\n';
        Path golden = folder.resolve("expected").resolve(name + ".json");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(Objects.requireNonNull(golden.getParent()));
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text);
    }
}
