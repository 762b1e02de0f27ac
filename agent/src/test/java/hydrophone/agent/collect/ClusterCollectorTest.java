package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.Program;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;
import hydrophone.message.Envelope.Attr;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class ClusterCollectorTest {
    private static final Commands.Ending OK = new Commands.Ending(0, false, false, "");
    private static final Commands.Ending DOWN =
            new Commands.Ending(1, false, false, "slurm_load_partitions: Unable to contact\n");

    private final Played feed = new Played();
    private final List<Program> programs = new ArrayList<>();
    private Commands.Ending partitions = OK;
    private Commands.Ending nodes = OK;
    private String partitionLines = "normal*|c1-[1-3]|\nempty||\n";
    private String nodeLines = "c1-[1-2]|idle|\nc1-3|mixed+drain|\n";

    /** Says what sinfo does, as far as it was allowed to. */
    private final class Played1 implements Commands {
        @Override
        public Result run(List<String> command, Duration timeout, int maxBytes) throws IOException {
            throw new IOException("not asked for here");
        }

        @Override
        public Ending stream(Program program, Reader reader)
                throws IOException, InterruptedException {
            programs.add(program);
            if (program.name().equals("missing"))
                throw new IOException("missing: cannot be started: x");
            boolean first = program.command().getLast().startsWith("Partition");
            String out = first ? partitionLines : nodeLines;
            reader.read(new ByteArrayInputStream(out.getBytes(StandardCharsets.UTF_8)));
            return first ? partitions : nodes;
        }
    }

    private void collect(String sinfo) throws Exception {
        new ClusterCollector(new Origin("fox.no", "login-1"), sinfo, new Played1())
                .collect(Machines.NOW, feed);
    }

    private ClusterAttributes seen() {
        return feed.clusters().getFirst();
    }

    @Test
    void partitionsAndNodes() throws Exception {
        collect("sinfo");
        assertEquals(
                List.of(
                        new Partition("normal", List.of("c1-[1-3]")),
                        new Partition("empty", List.of())),
                seen().partitions());
        assertEquals(
                List.of(
                        new NodeGroup(List.of("c1-[1-2]"), List.of("IDLE")),
                        new NodeGroup(List.of("c1-3"), List.of("MIXED", "DRAIN"))),
                seen().nodes());
        assertEquals(Machines.NOW, seen().time());
        assertTrue(seen().slurm());
        assertEquals(List.of(List.of()), feed.attrs);
        assertEquals(List.of(), feed.troubles);
        assertEquals(2, programs.size());
        for (Program program : programs) assertEquals(Duration.ofSeconds(10), program.timeout());
    }

    @Test
    void whenPartitionsFail_nodesAreSent_andTheMessageSaysWhatIsMissing() throws Exception {
        partitions = DOWN;
        collect("sinfo");
        assertEquals(List.of(), seen().partitions());
        assertEquals(2, seen().nodes().size());
        assertEquals(List.of(List.of(new Attr("missing", "partitions"))), feed.attrs);
        assertEquals(
                List.of("sinfo: exit status 1: slurm_load_partitions: Unable to contact"),
                feed.troubles);
    }

    @Test
    void whenNodesFail_partitionsAreSent_andTheMessageSaysWhatIsMissing() throws Exception {
        nodes = new Commands.Ending(-1, true, false, "");
        collect("sinfo");
        assertEquals(2, seen().partitions().size());
        assertEquals(List.of(), seen().nodes());
        assertEquals(List.of(List.of(new Attr("missing", "nodes"))), feed.attrs);
        assertEquals(List.of("sinfo: killed after 10 s"), feed.troubles);
    }

    @Test
    void whenBothFail_thereIsNothingButTheError_onceIfTheyAreAlike() {
        partitions = DOWN;
        nodes = DOWN;
        var error = assertThrows(CollectException.class, () -> collect("sinfo"));
        assertEquals(
                "sinfo: exit status 1: slurm_load_partitions: Unable to contact",
                error.getMessage());
        assertEquals(List.of(), feed.parts);
        nodes = new Commands.Ending(2, false, false, "");
        error = assertThrows(CollectException.class, () -> collect("sinfo"));
        assertTrue(
                String.valueOf(error.getMessage()).endsWith("contact; sinfo: exit status 2"),
                error.getMessage());
    }

    @Test
    void aProgramThatIsNotThere_isSaidOnce() {
        var error = assertThrows(CollectException.class, () -> collect("missing"));
        assertEquals("sinfo: missing: cannot be started: x", error.getMessage());
    }

    @Test
    void withoutSinfo_thisIsNoKnownBatchSystem() {
        var error = assertThrows(CollectException.class, () -> collect(""));
        assertEquals("Unknown batch system", error.getMessage());
        assertEquals(List.of(), programs);
    }

    @Test
    void aLineThatCannotBeRead_isReported_andHarmsNobody() throws Exception {
        nodeLines = "garbage\nc1-3|mixed+drain|\n";
        collect("sinfo");
        assertEquals(1, seen().nodes().size());
        assertEquals(1, feed.troubles.size());
        assertTrue(
                feed.troubles.getFirst().startsWith("sinfo: 1 unreadable: "),
                feed.troubles.toString());
    }

    /** A script in sinfo's place may end well whatever it printed. */
    @Test
    void linesOfWhichNoneCanBeRead_areMissing_noEmptyCluster() throws Exception {
        nodeLines = "garbage\nand more\n";
        collect("sinfo");
        assertEquals(List.of(List.of(new Attr("missing", "nodes"))), feed.attrs);
        assertEquals(2, seen().partitions().size());
        assertEquals(1, feed.troubles.size());
    }

    @Test
    void nonsenseOfBoth_isNoMessage_butTheTrouble() throws Exception {
        nodeLines = "garbage\n";
        partitionLines = "||\n";
        collect("sinfo");
        assertEquals(List.of(), feed.parts);
        assertEquals(2, feed.troubles.size());
    }
}
