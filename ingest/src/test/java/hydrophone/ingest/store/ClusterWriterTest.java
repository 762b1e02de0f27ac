package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.MessageType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What could not be observed is not taken for what is not there. */
final class ClusterWriterTest {
    private static final String PARTITIONS =
            """
            "partitions":[{"name":"normal","nodes":["c1-[1-2]"]},{"name":"empty","nodes":[]}]\
            """;
    private static final String NODES =
            """
            "nodes":[{"names":["c1-1","d[1-2]"],"states":["IDLE","DRAIN"]}]\
            """;

    private @TempDir Path folder;
    private StoreFixture to;

    @BeforeEach
    void open() {
        to = new StoreFixture(folder);
    }

    @AfterEach
    void close() {
        to.close();
    }

    private Outcome write(int hour, String attrs, String lists) {
        String time = "2026-03-04T%02d:00:00Z".formatted(hour);
        return to.write(
                MessageType.CLUSTER,
                Json.message("cluster", time, attrs, "\"slurm\":true," + lists));
    }

    private String partitions() {
        return to.query(
                "SELECT strftime('%H', t, 'unixepoch'), partition, nodes FROM v_partition ORDER BY"
                        + " partition");
    }

    private String states() {
        return to.query(
                "SELECT strftime('%H', t, 'unixepoch'), nodes, state FROM v_node_state ORDER BY"
                        + " nodes, state");
    }

    @Test
    void whatIsMissing_leavesTheLatestStateAsItWas() {
        write(10, "", PARTITIONS + "," + NODES);
        String partitions = partitions();
        String states = states();
        assertEquals("10 empty []\n10 normal [\"c1-[1-2]\"]", partitions);
        assertEquals("10 c1-1 DRAIN\n10 c1-1 IDLE\n10 d[1-2] DRAIN\n10 d[1-2] IDLE", states);
        write(11, "missing=nodes", PARTITIONS + ",\"nodes\":[]");
        assertEquals(partitions.replace("10 ", "11 "), partitions());
        assertEquals(states, states());
        write(12, "missing=partitions", "\"partitions\":[]," + NODES);
        assertEquals(partitions.replace("10 ", "11 "), partitions());
        assertEquals(states.replace("10 ", "12 "), states());
        assertEquals("null\nnodes\npartitions", to.query("SELECT missing FROM v_cluster_snapshot"));
    }

    @Test
    void anEmptyList_thatWasObserved_isTheState() {
        write(10, "", PARTITIONS + "," + NODES);
        write(11, "", "\"partitions\":[],\"nodes\":[]");
        assertEquals("", partitions());
        assertEquals("", states());
    }

    @Test
    void anotherWord_isIgnoredAndRemarked() {
        write(10, "missing=everything", PARTITIONS + "," + NODES);
        assertEquals("null", to.query("SELECT missing FROM v_cluster_snapshot"));
        assertEquals(
                "meta.attrs missing: expected partitions or nodes, ignored",
                to.query("SELECT detail FROM v_anomaly"));
    }

    @Test
    void theSameAgain_isOne_withAndWithoutWhatIsMissing_areNotTheSame() {
        assertEquals(Outcome.STORED, write(10, "", "\"partitions\":[],\"nodes\":[]"));
        assertEquals(Outcome.REPEATED, write(10, "", "\"partitions\":[],\"nodes\":[]"));
        assertEquals(
                Outcome.DEAD_LETTER, write(10, "missing=nodes", "\"partitions\":[],\"nodes\":[]"));
    }
}
