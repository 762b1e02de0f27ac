package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Pages of a store are overwritten; what lies in the others must come through. */
final class SalvageTest {
    private static final int PAGE = 8192;
    private static final int NODES = 6;
    private static final int SAMPLES = 600;

    private static final String PROCESSES =
            "SELECT node, t, pid, rss_kib, cpu_util_pct FROM v_process_sample WHERE node LIKE"
                    + " 'node-%' ORDER BY node, t, pid";

    private @TempDir Path temp;

    private Path old() {
        return temp.resolve("old");
    }

    private Path fresh() {
        return temp.resolve("new");
    }

    private static String sample(int node, int i) {
        String time =
                String.format(Locale.ROOT, "2026-03-%02dT%02d:%02d:00Z", 1 + i / 60, 10, i % 60);
        String jobs = Json.job(7, "anna", 0, Json.process(10 + i % 3, i, 100 + i % 2));
        return Json.sample("node-" + node, time, "run=r,seq=" + (i + 1), jobs);
    }

    private void fill() {
        try (StoreFixture to = new StoreFixture(old())) {
            to.write(MessageType.SAMPLE, Golden.bytes("sonar-sample.json"), 0);
            to.write(MessageType.SYSINFO, Golden.bytes("sonar-sysinfo.json"), 1);
            to.write(MessageType.JOB, Golden.bytes("sonar-job.json"), 2);
            to.write(MessageType.CLUSTER, Golden.bytes("sonar-cluster.json"), 3);
            for (int node = 0; node < NODES; node++) {
                for (int i = 0; i < SAMPLES; i++) to.write(MessageType.SAMPLE, sample(node, i));
            }
            to.store.inTransaction(t -> {
                t.advance(new Position("t", 0, "id-1", 2000, 5));
                return 0;
            });
        }
        StoreDamage.run(
                old(),
                "INSERT INTO usr (name) WITH n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i"
                        + " < 3000) SELECT 'user-' || i FROM n");
        StoreDamage.run(old(), "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /** Overwrites pages of a table or index by their places among its leaves; -1 = the last. */
    private void damage(String tree, int... places) throws IOException {
        List<String> pages = leaves(tree);
        Path file = old().resolve("store.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int place : places) {
            int page = Integer.parseInt(pages.get(Math.floorMod(place, pages.size())));
            Arrays.fill(bytes, (page - 1) * PAGE, page * PAGE, (byte) 0x5a);
        }
        Files.write(file, bytes);
    }

    private List<String> leaves(String tree) {
        String sql =
                "SELECT pageno FROM dbstat WHERE pagetype = 'leaf' AND name = '#' ORDER BY path";
        return StoreDump.query(old(), sql.replace("#", tree)).lines().toList();
    }

    private static Salvage.Table table(Salvage.Result result, String name) {
        return result.tables().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Salvage.Result recover() throws IOException {
        byte[] before = Files.readAllBytes(old().resolve("store.db"));
        Salvage.Result result = Salvage.run(old(), fresh());
        assertArrayEquals(before, Files.readAllBytes(old().resolve("store.db")));
        List<String> findings = new ArrayList<>();
        StoreCheck.run(fresh(), findings::add);
        assertEquals(List.of(), findings);
        assertFalse(Files.exists(fresh().resolve("store.db.recover")));
        return result;
    }

    private void isPartOf(String before) {
        Set<String> lines = Set.copyOf(placeless(before).toList());
        for (String line : placeless(StoreDump.of(fresh(), Set.of("chunk"))).toList()) {
            assertTrue(lines.contains(line), line);
        }
    }

    /** What is left of a chunk begins at its first place again. */
    private static Stream<String> placeless(String dump) {
        return dump.lines().map(line -> line.replaceAll(" \\| (chunk_id|place)=\\S+", ""));
    }

    /** All of it again, as Kafka would. */
    private void send() {
        try (StoreFixture to = new StoreFixture(fresh())) {
            for (int node = 0; node < NODES; node++) {
                for (int i = 0; i < SAMPLES; i++) {
                    Outcome outcome = to.write(MessageType.SAMPLE, sample(node, i));
                    assertNotEquals(Outcome.DEAD_LETTER, outcome);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_sample", "chunk"})
    void partsOfSamplesThatAreLost_comeAgain(String table) throws IOException {
        fill();
        String before = StoreDump.query(old(), PROCESSES);
        damage(table, 0);
        assertFalse(recover().whole());
        assertNotEquals(before, StoreDump.query(fresh(), PROCESSES));
        send();
        assertEquals(before, StoreDump.query(fresh(), PROCESSES));
    }

    @Test
    void rowsOfAChunkThatAreLost_costNoOthers() throws IOException {
        fill();
        damage("proc_chunk", 0);
        Salvage.Result result = Salvage.run(old(), fresh());
        assertFalse(result.whole());
        List<String> findings = new ArrayList<>();
        StoreCheck.run(fresh(), findings::add);
        assertEquals(1, findings.size(), findings::toString);
        assertTrue(findings.getFirst().startsWith("processes of samples in chunks: "));
        send();
    }

    @Test
    void wholeStore_comesThroughWhole_offsetsToo() throws IOException {
        fill();
        Salvage.Result result = recover();
        assertTrue(result.whole());
        assertEquals(StoreDump.of(old(), Set.of()), StoreDump.of(fresh(), Set.of()));
        assertEquals(OptionalLong.of(0), table(result, "node_sample").lost());
        assertEquals(NODES * SAMPLES + 1L, table(result, "node_sample").taken());
        try (StoreFixture to = new StoreFixture(fresh())) {
            assertEquals(1, to.store.positions().size());
            assertEquals(Outcome.REPEATED, to.write(MessageType.SAMPLE, sample(2, 7)));
        }
    }

    @Test
    void brokenPages_costTheirOwnRowsOnly_andOffsetsAreLeftOut() throws IOException {
        fill();
        String before = StoreDump.of(old(), Set.of());
        int leaves = leaves("node_sample").size();
        assertTrue(leaves > 12, "" + leaves);
        damage("node_sample", 0, 3, 4, 8, -1);
        Salvage.Result result = recover();
        assertFalse(result.whole());
        isPartOf(before);
        long taken = table(result, "node_sample").taken();
        int aPage = NODES * SAMPLES / (leaves - 1) + 1;
        assertTrue(taken > NODES * SAMPLES - 6 * aPage, taken + " with " + aPage + " a page");
        assertEquals("0", StoreDump.query(fresh(), "SELECT count(*) FROM kafka_offset"));
        assertEquals(
                "3000",
                StoreDump.query(fresh(), "SELECT count(*) FROM usr WHERE name LIKE 'user-%'"));
        // Kafka sends all of it again.
        send();
        String samples = "SELECT count(*) FROM node_sample WHERE producer_id > 1";
        assertEquals("" + NODES * SAMPLES, StoreDump.query(fresh(), samples));
    }

    @Test
    void dictionaryWithBrokenPages_isReadByItsIndex() throws IOException {
        fill();
        String names = StoreDump.query(old(), "SELECT id, name FROM usr ORDER BY id");
        damage("usr", 0, 2, -1);
        Salvage.Table usr = table(recover(), "usr");
        assertEquals(names, StoreDump.query(fresh(), "SELECT id, name FROM usr ORDER BY id"));
        assertEquals(OptionalLong.of(0), usr.lost());
    }

    @Test
    void rowsOfALostNode_areNotGivenToAnother() throws IOException {
        fill();
        damage("node", 0);
        damage("sqlite_autoindex_node_1", 0);
        Salvage.Result result = recover();
        assertEquals(0, table(result, "node").taken());
        assertEquals(0, table(result, "node_sample").taken());
        assertFalse(result.whole());
        assertEquals(
                "3000",
                StoreDump.query(fresh(), "SELECT count(*) FROM usr WHERE name LIKE 'user-%'"));
    }

    @Test
    void brokenOffsets_areLeftOut() throws IOException {
        fill();
        damage("kafka_offset", 0);
        Salvage.Result result = recover();
        assertFalse(result.whole());
        assertEquals("0", StoreDump.query(fresh(), "SELECT count(*) FROM kafka_offset"));
        assertEquals(NODES * SAMPLES + 1L, table(result, "node_sample").taken());
    }

    @Test
    void whatIsNoStore_andAFullFolder_areRefused() throws IOException {
        refused(78, "no folder");
        assertFalse(Files.exists(fresh()));
        Files.createDirectories(old());
        Files.writeString(old().resolve("store.db"), "x".repeat(5000));
        refused(74, "not a database");
        Files.delete(old().resolve("store.db"));
        new StoreFixture(old()).close();
        new StoreFixture(fresh()).close();
        refused(78, "holds a store already");
        StoreDamage.newerSchema(old());
        refused(78, "newer program");
    }

    private void refused(int exitCode, String text) {
        StoreException e = assertThrows(StoreException.class, () -> Salvage.run(old(), fresh()));
        assertEquals(exitCode, e.kind().exitCode(), e.getMessage());
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }
}
