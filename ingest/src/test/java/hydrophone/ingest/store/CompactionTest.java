package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;

/** Both ways of making a store smaller keep all of its rows. */
final class CompactionTest {
    private static final int FREE = 5000;

    private @TempDir Path temp;

    private Path file() {
        return temp.resolve("store.db");
    }

    /** Some 40 MB of pages that hold nothing, and rows that stay, in front of them and behind. */
    private String holes() {
        new StoreFixture(temp).close();
        StoreDamage.run(temp, "INSERT INTO usr SELECT 1, 'first'; CREATE TABLE gone (x)");
        StoreDamage.run(
                temp,
                "INSERT INTO gone WITH n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i <"
                        + FREE
                        + ") SELECT randomblob(8000) FROM n");
        StoreDamage.run(temp, "INSERT INTO usr SELECT 2, hex(randomblob(20000))");
        StoreDamage.run(temp, "DROP TABLE gone");
        return StoreDump.of(temp, Set.of()) + StoreDump.query(temp, "SELECT * FROM usr");
    }

    private void same(String before) {
        assertEquals(
                before, StoreDump.of(temp, Set.of()) + StoreDump.query(temp, "SELECT * FROM usr"));
        assertEquals("ok", StoreDump.query(temp, "PRAGMA integrity_check"));
        new StoreFixture(temp).close();
    }

    private static StoreException refused(Runnable work, int exitCode) {
        StoreException e = assertThrows(StoreException.class, work::run);
        assertEquals(exitCode, e.kind().exitCode(), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e;
    }

    @Test
    void inPlace_givesFreePagesBack() throws IOException {
        String rows = holes();
        Compaction.Result done = Compaction.run(temp);
        assertTrue(done.possible() && done.shortened());
        assertTrue(done.pages() >= FREE, "" + done);
        assertTrue(done.before() > FREE * 8192L && done.after() < 1_000_000, "" + done);
        assertEquals(done.after(), Files.size(file()));
        same(rows);
        assertEquals(0, Compaction.run(temp).pages());
    }

    @Test
    void full_writesItAnew_forTheSamePeople_andNothingStaysBesideIt() throws IOException {
        String rows = holes();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        Files.writeString(temp.resolve("store.db.compact"), "left by one that was killed");
        FullCompaction.Result done = FullCompaction.run(temp);
        assertTrue(done.before() > FREE * 8192L && done.after() < 1_000_000, "" + done);
        assertEquals(
                "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        try (var files = Files.list(temp)) {
            assertEquals(
                    Set.of("store.db", "ingest.lock"),
                    Set.copyOf(files.map(f -> f.getFileName().toString()).toList()));
        }
        assertEquals("wal", StoreDump.query(temp, "PRAGMA journal_mode"));
        assertEquals("8192", StoreDump.query(temp, "PRAGMA page_size"));
        assertEquals("2", StoreDump.query(temp, "PRAGMA auto_vacuum"));
        same(rows);
    }

    @Test
    void fileMadeWithoutIt_isSaidSo_andFullMakesItPossible() {
        String rows = holes();
        StoreDamage.run(temp, "PRAGMA journal_mode = DELETE");
        StoreDamage.run(temp, "PRAGMA auto_vacuum = NONE; VACUUM");
        assertFalse(Compaction.run(temp).possible());
        FullCompaction.run(temp);
        assertEquals("2", StoreDump.query(temp, "PRAGMA auto_vacuum"));
        same(rows);
    }

    @Test
    void storeInUse_isRefused() {
        try (StoreFixture to = new StoreFixture(temp)) {
            refused(() -> Compaction.run(temp), 75);
            StoreException e = refused(() -> FullCompaction.run(temp), 75);
            assertTrue(e.getMessage().contains("" + ProcessHandle.current().pid()));
            assertTrue(Files.exists(to.folder.resolve("store.db")));
        }
    }

    @Test
    void reader_keepsItsAnswer_inPlaceSaysSo_fullWaitsForAnotherDay() throws SQLException {
        String rows = holes();
        try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            reader.setAutoCommit(false);
            reader.createStatement().executeQuery("SELECT count(*) FROM usr").close();
            StoreException e = refused(() -> FullCompaction.run(temp), 75);
            assertTrue(e.getMessage().contains("is being read"), e.getMessage());
            assertFalse(Files.exists(temp.resolve("store.db.compact")));
            assertFalse(Compaction.run(temp).shortened());
        }
        same(rows);
        assertTrue(Compaction.run(temp).shortened());
        same(rows);
    }

    @Test
    void readerThatComesMeanwhile_isNotRobbedOfItsFile() throws SQLException {
        String rows = holes();
        Connection[] reader = new Connection[1];
        StoreException e =
                refused(
                        () ->
                                FullCompaction.run(
                                        temp,
                                        _ -> {
                                            reader[0] = read();
                                            return Long.MAX_VALUE;
                                        }),
                        75);
        assertTrue(e.getMessage().contains("is being read"), e.getMessage());
        assertFalse(Files.exists(temp.resolve("store.db.compact")));
        reader[0].close();
        same(rows);
    }

    private Connection read() {
        try {
            Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file());
            reader.createStatement().executeQuery("SELECT count(*) FROM usr").close();
            return reader;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fullDisk_isRefused_withTheBytesItTakes() {
        String rows = holes();
        StoreException e = refused(() -> FullCompaction.run(temp, _ -> 1_000_000), 73);
        assertTrue(e.getMessage().matches(".*needs [0-9]{7} bytes, the disk has 1000000 left.*"));
        same(rows);
        FullCompaction.run(temp, _ -> 3_000_000); // not what the file has, what it will have
        same(rows);
    }

    @Test
    void damagedFile_isRefused_andStaysAsItIs() throws IOException {
        new StoreFixture(temp).close();
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, 20 * 8192, 30 * 8192, (byte) 0x5a);
        Files.write(file(), bytes);
        refused(() -> Compaction.run(temp), 74);
        refused(() -> FullCompaction.run(temp), 74);
        assertArrayEquals(bytes, Files.readAllBytes(file()));
    }

    @Test
    void whatIsNoStore_isRefused_andNothingIsMade() throws IOException {
        Path none = temp.resolve("none");
        refused(() -> Compaction.run(none), 78);
        refused(() -> FullCompaction.run(none), 78);
        assertFalse(Files.exists(none));
        refused(() -> Compaction.run(temp), 78);
        StoreDamage.run(temp, "CREATE TABLE t (a)");
        refused(() -> FullCompaction.run(temp), 78);
        assertFalse(Files.exists(temp.resolve("ingest.lock")));
        Files.delete(file());
        new StoreFixture(temp).close();
        StoreDamage.newerSchema(temp);
        refused(() -> Compaction.run(temp), 78);
        refused(() -> FullCompaction.run(temp), 78);
    }
}
