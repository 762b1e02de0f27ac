package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.query.StoreFixture;
import hydrophone.ingest.query.StoreFixture.Proc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The program as a user meets it: arguments in, text and exit status out. */
class QueryCommandTest {
    private static final long T = 1_700_000_100;
    private static final Path GOLDEN = Path.of("src/test/resources/query-golden");

    @TempDir Path dir;

    private record Said(int exit, String out, String err) {}

    private Said query(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        int exit = run(out, err, args);
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString());
    }

    private static int run(OutputStream out, StringWriter err, String... args) {
        Instant now = Instant.ofEpochSecond(T + 1200);
        PrintWriter printer = new PrintWriter(err, true);
        return new QueryCommand(out, printer, () -> now, ZoneOffset.UTC).run(args);
    }

    private Said ask(String verb, String... options) {
        List<String> args = new ArrayList<>(List.of(verb, "--data-dir", dir.toString()));
        args.addAll(List.of(options));
        return query(args.toArray(new String[0]));
    }

    private void fill() throws SQLException, IOException {
        Proc shell = new Proc("c1-1", 42, 0, "anna", 100, 1, "=cmd|'x'!A1");
        Proc work = new Proc("c1-2", 42, 0, "anna", 101, 100, "wo\u001b[31mrk,\"a\"\nb");
        Proc system = new Proc("c1-10", 7, 99, "root", 7, 2, "kswapd0");
        try (StoreFixture store = new StoreFixture(dir)) {
            for (int i = 0; i < 4; i++) {
                long t = T + 300L * i;
                for (String node : new String[] {"c1-1", "c1-2", "c1-10"}) {
                    if (node.equals("c1-2") && i == 1) continue;
                    store.sample(node, t, 300_000);
                    store.system(
                            node, t, T - 90_000, 3L << 20, "[" + 100 * i + "," + 200 * i + "]");
                    Proc p = node.equals("c1-1") ? shell : node.equals("c1-2") ? work : system;
                    store.seen(p, t, 50, 150L * i, 300_000);
                }
            }
            store.totals();
            store.sql(
                    "INSERT INTO kafka_offset VALUES ('fox.example.org.sample', 0, 'id', 9, ?)",
                    T + 601);
            store.sql(
                    "INSERT INTO dead_letter VALUES (1, 'fox.example.org.sample', 0, 'id', 5, ?,"
                            + " NULL, 'syntax', 'byte 17: unexpected end', x'7b', '00')",
                    T);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nodes, table",
        "nodes, csv",
        "nodes, json",
        "jobs, table",
        "jobs, csv",
        "jobs, ndjson",
        "profile, table",
        "profile, csv",
        "profile, json",
        "status, table",
        "status, json"
    })
    void golden(String verb, String format) throws Exception {
        fill();
        List<String> options = new ArrayList<>(List.of("--format", format));
        if (verb.equals("profile")) options.add("42");
        Said said = ask(verb, options.toArray(new String[0]));
        assertEquals(0, said.exit(), said.err());
        String text = said.out() + "--- stderr\n" + said.err();
        text =
                text.replaceAll("3\\.\\d+\\.\\d+", "3.x")
                        .replaceAll("(?m) +\\d+ KiB  +\\d+  3.x.*", " …");
        text = text.replaceAll("\"size_kib\":\\d+,\"schema\"", "\"size_kib\":0,\"schema\"");
        Path file = GOLDEN.resolve(verb + "." + format);
        if (Boolean.getBoolean("golden.update")) Files.writeString(file, text);
        assertEquals(Files.readString(file), text);
    }

    @Test
    void completeness_dropsWhenASampleIsMissing() throws Exception {
        fill();
        assertEquals("complete: 11 of 12 samples (91.6 %)", ask("nodes").err().strip());
    }

    @Test
    void sql_readsViews() throws Exception {
        fill();
        Said said =
                ask(
                        "sql",
                        "--format",
                        "csv",
                        "SELECT node, t FROM v_node_sample ORDER BY 1 LIMIT 1");
        assertEquals("node,t\nc1-1," + T + "\n", said.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM node",
                "INSERT INTO node VALUES (99, 'x')",
                "WITH x AS (SELECT 1) DELETE FROM node",
                "ATTACH '/tmp/other.db' AS o",
                "VACUUM INTO '/tmp/hydrophone-must-not-be-there.db'",
                "PRAGMA query_only = 0",
                "SELECT 1; DELETE FROM node",
                "-- hello\n/* x */ DROP TABLE node",
                "SELECT load_extension('x')",
                "SELECT nonsense FROM node",
                "SELEKT 1",
                ""
            })
    void sql_refusesAllButReadingInOneLine(String sql) throws Exception {
        fill();
        Said said = ask("sql", sql);
        assertEquals(2, said.exit(), said.err());
        assertEquals(1, said.err().lines().count(), said.err());
        assertEquals("3\n", ask("sql", "-n", "SELECT count(*) FROM node").out());
    }

    @Test
    void sql_isStoppedByTheTimeLimit() throws Exception {
        fill();
        String endless =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM"
                        + " n";
        Said said = ask("sql", "--timeout", "1", endless);
        assertEquals(75, said.exit(), said.err());
        assertTrue(said.err().contains("--timeout"), said.err());
    }

    @Test
    void sql_cutsRowsAtTheLimitAndSaysSo() throws Exception {
        fill();
        Said said = ask("sql", "-n", "--limit", "2", "SELECT t FROM node_sample");
        assertEquals(2, said.out().lines().count());
        assertTrue(said.err().contains("more than 2 rows"), said.err());
    }

    /** Texts without end, and one value that no heap should hold. */
    @Test
    void sql_takesNoMoreMemoryThanItHas() throws Exception {
        fill();
        String endless =
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n,"
                        + " hex(zeroblob(500000)) FROM r";
        Said said = ask("sql", "--format", "csv", "--fields", "n", endless);
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.out().lines().count() < 64, said.out());
        assertTrue(said.err().contains("only the first are here"), said.err());
        Said huge = ask("sql", "SELECT zeroblob(900000000)");
        assertEquals(2, huge.exit(), huge.err());
        assertTrue(huge.err().contains("too big"), huge.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "csv", "json", "ndjson"})
    void jobsWithoutNodes_areListedAsSlurmSaysIt(String format) throws Exception {
        fill();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("store.db"));
                Statement s = c.createStatement()) {
            s.executeUpdate(
                    "INSERT INTO slurm_job (job_id, submit_t, step, step_start_t, first_seen, seen,"
                            + " state, nodes) VALUES (9, "
                            + T
                            + ", '', 0, 0, "
                            + T
                            + ", 'PENDING', '[\"None assigned\"]')");
        }
        Said said = ask("jobs", "-j", "9", "--format", format);
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.out().contains("None assigned"), said.out());
    }

    /** The operator of a master beside foreign agents has Slurm's word only. */
    @ParameterizedTest
    @CsvSource({
        "PENDING, , , , ",
        "RUNNING, 10, , , 90",
        "COMPLETED, 10, 40, , 30",
        "COMPLETED, 10, 40, 5, 25",
        "CANCELLED, 50, 50, , 0"
    })
    void aJobWithoutSamples_hasItsSpanFromSlurm(
            String state, Integer start, Integer end, Integer suspended, Integer lasts)
            throws Exception {
        fill();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("store.db"));
                Statement s = c.createStatement()) {
            s.executeUpdate("INSERT INTO job_batch VALUES (1, %d, 1, 0, 1, 0)".formatted(T + 100));
            s.executeUpdate(
                    """
                    INSERT INTO slurm_job (job_id, submit_t, step, step_start_t, first_seen, seen,
                      state, start_t, end_t, suspend_s)
                    VALUES (9, %1$d, '', 0, 0, %1$d, '%2$s', %1$d + %3$s, %1$d + %4$s, %5$s)
                    """
                            .formatted(T, state, start, end, suspended));
        }
        String[] row =
                ask("jobs", "-j", "9", "-n", "--format", "csv", "-o", "since_time,elapsed_s")
                        .out()
                        .strip()
                        .split(",", -1);
        String since =
                start == null
                        ? ""
                        : Instant.ofEpochSecond(T + start).toString().replace("Z", "+00:00");
        assertEquals(since, row[0]);
        assertEquals(lasts == null ? "" : lasts.toString(), row[1]);
    }

    @Test
    void tables_showControlCharactersInsteadOfRunningThem() throws Exception {
        fill();
        String out = ask("profile", "42", "--wide").out();
        assertFalse(out.contains("\u001b"), out);
        assertTrue(out.contains("wo\\x1b[31mrk,\"a\"\\nb"), out);
    }

    @Test
    void csv_quotesAndDisarmsOnRequest() throws Exception {
        fill();
        String csv = ask("profile", "42", "--format", "csv", "-o", "command").out();
        assertTrue(csv.contains("\n\"wo\u001b[31mrk,\"\"a\"\"\nb\"\n"), csv);
        assertTrue(csv.contains("\n=cmd|'x'!A1\n"), csv);
        String safe = ask("profile", "42", "--format", "csv", "--csv-safe", "-o", "command").out();
        assertTrue(safe.contains("\n'=cmd|'x'!A1\n"), safe);
    }

    @Test
    void times_areOfTheViewersZoneWithItsOffset() throws Exception {
        fill();
        Said table =
                ask("jobs", "--tz", "Asia/Kathmandu", "-o", "job,first_seen_time", "--sort", "job");
        assertTrue(table.out().contains("+05:45"), table.out());
        assertTrue(table.out().contains("11-15 04:00:00"), table.out());
        Said csv =
                ask("jobs", "--tz", "Asia/Kathmandu", "--format", "csv", "-o", "first_seen_time");
        assertTrue(csv.out().contains("2023-11-15T04:00:00+05:45"), csv.out());
    }

    @Test
    void filters_narrow() throws Exception {
        fill();
        assertEquals("42\n", ask("jobs", "-n", "-o", "job", "-u", "anna").out());
        assertEquals("7\n", ask("jobs", "-n", "-o", "job", "-w", "c1-[3-10]").out());
        assertEquals("42\n", ask("jobs", "-n", "-o", "job", "-j", "42,43").out());
        assertEquals("c1-1\nc1-10\n", ask("nodes", "-n", "-o", "node", "-w", "c1-[1,10]").out());
    }

    @Test
    void nothingFound_isNoErrorButIsSaid() throws Exception {
        fill();
        Said said = ask("jobs", "-u", "nobody");
        assertEquals(0, said.exit());
        assertEquals("", said.out());
        assertTrue(said.err().contains("no job was seen"), said.err());
        assertEquals("[]\n", ask("jobs", "-u", "nobody", "--json").out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jobz | 2 | did you mean",
                "partitions -q | 2 | unknown word 'partitions' (see",
                "jobs --sincee 6h | 2 | did you mean",
                "jobs -S yesteryear | 2 | cannot read the time",
                "jobs -S 1h -E 2h | 2 | --since lies after",
                "jobs -o jb | 2 | did you mean 'job'",
                "jobs -o foo | 2 | unknown field 'foo'; fields are",
                "jobs --sort -cpu | 2 | unknown field 'cpu'",
                "jobs --format xml | 2 | use table, csv, json",
                "jobs --tz Mars | 2 | unknown time zone",
                "jobs --limit many | 2 | whole number",
                "jobs -j 12x | 2 | no job id",
                "profile | 2 | ID"
            })
    void wrongUse_isOneLineAndTwo(String line, int exit, String part) throws Exception {
        fill();
        String[] words = line.strip().split(" ");
        List<String> options = new ArrayList<>(List.of(words).subList(1, words.length));
        Said said = ask(words[0], options.toArray(new String[0]));
        assertEquals(exit, said.exit(), said.err());
        assertEquals(1, said.err().lines().count(), said.err());
        assertTrue(said.err().contains(part), said.err());
    }

    @Test
    void missingStore_namesTheCure() {
        Said said = ask("nodes");
        assertEquals(78, said.exit());
        assertTrue(said.err().startsWith("query: no store in " + dir), said.err());
        assertTrue(said.err().contains("ingest --cluster"), said.err());
    }

    @Test
    void storeThatMayNotBeLookedAt_isNotCalledMissing() throws Exception {
        // A link to itself stands for a closed folder: root, too, cannot look behind it.
        Files.createSymbolicLink(dir.resolve("store.db"), Path.of("store.db"));
        Said said = ask("nodes");
        assertEquals(77, said.exit(), said.err());
        assertTrue(said.err().contains("no permission to read"), said.err());
    }

    @Test
    void damagedStore_is74() throws Exception {
        Files.writeString(
                dir.resolve("store.db"), "no database, but long enough to be looked at".repeat(99));
        assertEquals(74, ask("nodes").exit());
    }

    @Test
    void damagedPages_are74() throws Exception {
        fill();
        Path file = dir.resolve("store.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4096; i < bytes.length; i++) bytes[i] = 0x5a;
        Files.write(file, bytes);
        Said said = ask("nodes");
        assertEquals(74, said.exit(), said.err());
        assertEquals(1, said.err().lines().count(), said.err());
    }

    @Test
    void storeOfANewerProgram_is78() throws Exception {
        fill();
        try (var c =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:" + dir.resolve("store.db"));
                var s = c.createStatement()) {
            s.execute("INSERT INTO flyway_schema_history VALUES ('999', 1)");
        }
        Said said = ask("nodes");
        assertEquals(78, said.exit());
        assertTrue(said.err().contains("newer program"), said.err());
    }

    @Test
    void openWriter_isReadBesideAndNotDisturbed() throws Exception {
        fill();
        try (var c =
                        java.sql.DriverManager.getConnection(
                                "jdbc:sqlite:" + dir.resolve("store.db"));
                var s = c.createStatement()) {
            s.execute("INSERT INTO node VALUES (50, 'committed')");
            s.execute("BEGIN IMMEDIATE");
            s.execute("INSERT INTO node VALUES (51, 'under way')");
            assertEquals("4\n", ask("sql", "-n", "SELECT count(*) FROM node").out());
            s.execute("COMMIT");
            assertEquals("5\n", ask("sql", "-n", "SELECT count(*) FROM node").out());
        }
    }

    @Test
    void folderWithOddName_isOpened() throws Exception {
        dir = dir.resolve("a b%20?c#d");
        fill();
        assertEquals(0, ask("nodes").exit());
    }

    @Test
    void closedPipe_endsQuietly() throws Exception {
        fill();
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        StringWriter err = new StringWriter();
        assertEquals(141, run(closed, err, "nodes", "--data-dir", dir.toString()));
        assertEquals("", err.toString());
    }

    @Test
    void helpAndVersion_areResults() {
        for (String verb : new String[] {"nodes", "jobs", "profile", "status", "sql"}) {
            Said said = query(verb, "--help");
            assertEquals(0, said.exit());
            assertTrue(said.out().startsWith("Usage: query " + verb), said.out());
        }
        assertEquals(0, query("--version").exit());
        assertEquals(2, query().exit());
    }
}
