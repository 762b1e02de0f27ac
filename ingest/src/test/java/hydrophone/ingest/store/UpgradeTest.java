package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A store of the form before, with data in it, says the same afterwards. */
final class UpgradeTest {
    private static final int SAMPLES = 40;
    private static final String PROCESSES =
            "SELECT node, t, job_id, pid, command, cpu_util_pct, cpu_avg_pct, cpu_time_s, rss_kib,"
                    + " virtual_kib, read_kib, written_kib, cancelled_kib, threads, rolledup FROM"
                    + " v_process_sample ORDER BY node, t, pid, rss_kib";
    private static final String DISKS =
            "SELECT node, t, disk, reads, writes, stats FROM v_disk_sample ORDER BY node, t, stats";
    private static final String CARDS =
            "SELECT node, t, pid, gpu_ord, gpu_util_pct FROM v_process_gpu_sample ORDER BY node, t,"
                    + " pid, gpu_util_pct";

    private @TempDir Path folder;

    private String all() {
        return String.join(
                "\n",
                StoreDump.query(folder, PROCESSES),
                StoreDump.query(folder, DISKS),
                StoreDump.query(folder, CARDS));
    }

    @Test
    void v4_withSamples() throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("store.db");
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/sqlite")
                .target("4")
                .load()
                .migrate();
        fill(url);
        String before = all();
        assertTrue(before.lines().count() > 3 * SAMPLES, before);
        try (StoreFixture to = new StoreFixture(folder)) {
            assertEquals(before, all());
            assertEquals("1", to.query("SELECT count(*) > 3 FROM chunk"));
            assertEquals("1 1", to.query("SELECT min(twin) = 0, max(twin) FROM proc_folded"));
            assertEquals(
                    "0",
                    to.query(
                            "SELECT count(*) FROM open_sample o JOIN node_sample s USING (node_id,"
                                    + " t) WHERE s.chunk_id IS NOT NULL"));
        }
        try (StoreFixture again = new StoreFixture(folder)) {
            assertEquals(before, all(), "opened again");
            assertEquals(
                    "5",
                    again.query(
                            "SELECT max(CAST(version AS INTEGER)) FROM"
                                    + " flyway_schema_history"));
        }
    }

    private static void fill(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement s = connection.createStatement()) {
            connection.setAutoCommit(false);
            s.executeUpdate("INSERT INTO store_info VALUES (1, '" + StoreFixture.CLUSTER + "', 1)");
            s.executeUpdate("INSERT INTO producer VALUES (1, 'sonar', '0.19.0')");
            s.executeUpdate("INSERT INTO node VALUES (1, 'n1')");
            s.executeUpdate("INSERT INTO usr VALUES (1, 'anna')");
            s.executeUpdate("INSERT INTO command VALUES (1, 'work')");
            s.executeUpdate("INSERT INTO card VALUES (1, 'GPU-1')");
            s.executeUpdate("INSERT INTO disk VALUES (1, 'sda', 8, 0)");
            s.executeUpdate("INSERT INTO proc VALUES (1, 1, 7, 0, 1, 10, 1, 1, 0)");
            s.executeUpdate("INSERT INTO proc VALUES (2, 1, 7, 0, 1, 11, 10, 1, 0)");
            for (int i = 0; i < SAMPLES; i++) sample(s, i, 1_772_622_000 + 300L * i);
            connection.commit();
        }
    }

    /**
     * Process 2 stands in each fifth sample twice, and each seventh has neither disks nor
     * processes.
     */
    private static void sample(Statement s, int i, long t) throws SQLException {
        boolean empty = i % 7 == 6;
        s.executeUpdate(
                "INSERT INTO node_sample (node_id, t, digest, utc_offset, producer_id, njob,"
                        + " nproc, ndisk) VALUES (1, %d, %d, 3600, 1, 1, %d, %d)"
                                .formatted(t, t, empty ? 0 : 2, empty ? 0 : 2));
        if (empty) return;
        for (int ord = 0; ord < (i % 5 == 4 ? 3 : 2); ord++) {
            s.executeUpdate(
                    "INSERT INTO proc_sample VALUES (1, %d, %d, 0, %d, %d, 2, 3, %d, 5, 6, 7, %d, 9, 0)"
                            .formatted(
                                    t,
                                    ord,
                                    Math.min(ord, 1) + 1,
                                    100 + i / 3 + ord,
                                    i,
                                    1000 * i + ord));
        }
        s.executeUpdate(
                "INSERT INTO disk_sample VALUES (1, %d, 0, 1, '[%d,0,5]'), (1, %d, 1, 1, '[]')"
                        .formatted(t, i, t));
        s.executeUpdate(
                "INSERT INTO proc_gpu_sample VALUES (1, %d, 1, 0, 0, 1, 50.5, 7, 1.0)"
                        .formatted(t));
        if (i % 5 == 4) {
            s.executeUpdate(
                    "INSERT INTO proc_gpu_sample VALUES (1, %d, 2, 0, 0, 1, 60.5, 7, 1.0)"
                            .formatted(t));
        }
    }
}
