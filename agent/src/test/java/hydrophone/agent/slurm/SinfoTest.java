package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class SinfoTest {
    private final List<String> bad = new ArrayList<>();

    private List<Partition> partitions(String output) {
        return Sinfo.partitions(output.getBytes(StandardCharsets.UTF_8), bad::add);
    }

    private List<NodeGroup> nodes(String output) {
        return Sinfo.nodes(output.getBytes(StandardCharsets.UTF_8), bad::add);
    }

    @Test
    void partitions() {
        String output =
                """
                normal*|c1-[1-2],d7-[01-03,10]|
                devel+x86_64|c1-1,gpu-2|
                empty||
                none|n/a|
                a100.mig_1g-10gb|gpu-[1-2]-[03-04].fox|more|
                normal*|c2-1|
                """;
        assertEquals(
                List.of(
                        new Partition("normal", List.of("c1-[1-2]", "d7-[01-03,10]", "c2-1")),
                        new Partition("devel+x86_64", List.of("c1-1", "gpu-2")),
                        new Partition("empty", List.of()),
                        new Partition("none", List.of()),
                        new Partition("a100.mig_1g-10gb", List.of("gpu-[1-2]-[03-04].fox"))),
                partitions(output));
        assertEquals(List.of(), bad);
    }

    @Test
    void nodes() {
        String output = "c1-[001-010],c2|idle+drain+reserved|\nd1|down+not_responding|\n|idle|\n";
        assertEquals(
                List.of(
                        new NodeGroup(
                                List.of("c1-[001-010]", "c2"),
                                List.of("IDLE", "DRAIN", "RESERVED")),
                        new NodeGroup(List.of("d1"), List.of("DOWN", "NOT_RESPONDING"))),
                nodes(output));
        assertEquals(List.of(), bad);
    }

    @Test
    void aBadLineIsReportedAndTakesNoOtherWithIt() {
        assertEquals(
                List.of(new Partition("a", List.of("n1")), new Partition("b", List.of())),
                partitions("slurm: \u001b\na|n1|\n\nb|n[|\n*|n2|\n"));
        assertEquals(3, bad.size());
        assertEquals("Bad sinfo output: \"slurm: \\u001b\"", bad.get(0));
        assertTrue(bad.get(1).startsWith("sinfo: node list, element 'n['"), bad.get(1));
        assertEquals("sinfo: no partition name: |n2", bad.get(2));
        bad.clear();
        assertEquals(
                List.of(new NodeGroup(List.of("n1"), List.of("IDLE"))),
                nodes("n1|idle|\nn2,|idle|\nn3\n"));
        assertEquals(2, bad.size());
    }

    @Test
    void nothing() {
        assertEquals(List.of(), partitions(""));
        assertEquals(List.of(), nodes(""));
        assertEquals(List.of(), bad);
    }
}
