package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

final class StoreTest {
    private @TempDir Path temp;

    private StoreException refused(Path folder, String cluster) {
        StoreException e =
                assertThrows(
                        StoreException.class,
                        () -> Store.open(folder, cluster, StoreFixture.CLOCK).close());
        assertFalse(e.getMessage().contains("\n"), "one line: " + e.getMessage());
        return e;
    }

    @Test
    void newFolder_isReadableByTheGroupAlone_andSetUpForWalAndVacuum() throws Exception {
        Path folder = temp.resolve("a/b");
        try (StoreFixture to = new StoreFixture(folder)) {
            assertEquals("rwxr-x---", mode(folder));
            for (String name :
                    new String[] {"store.db", "store.db-wal", "store.db-shm", "ingest.lock"}) {
                assertEquals("rw-r-----", mode(folder.resolve(name)), name);
            }
            assertEquals("wal", to.query("PRAGMA journal_mode"));
            assertEquals("8192", to.query("PRAGMA page_size"));
            assertEquals("2", to.query("PRAGMA auto_vacuum"));
            assertEquals("fox.educloud.no", to.query("SELECT cluster FROM store_info"));
        }
    }

    @Test
    void secondWriter_isRefusedWithThePidOfTheFirst() {
        try (StoreFixture to = new StoreFixture(temp)) {
            StoreException e = refused(to.folder, StoreFixture.CLUSTER);
            assertEquals(75, e.kind().exitCode());
            assertTrue(e.getMessage().contains("" + ProcessHandle.current().pid()), e.getMessage());
        }
        new StoreFixture(temp).close(); // and after that not
    }

    @Test
    void otherClustersStore_isRefused_andNotTouched() {
        new StoreFixture(temp).close();
        StoreException e = refused(temp, "saga");
        assertEquals(78, e.kind().exitCode());
        assertTrue(e.getMessage().contains("fox.educloud.no"), e.getMessage());
        new StoreFixture(temp).close();
    }

    @Test
    void newerSchema_isRefused() throws SQLException {
        new StoreFixture(temp).close();
        execute(
                "INSERT INTO flyway_schema_history SELECT 1000, '999', 'later', type,"
                        + " 'V999__later.sql', checksum, installed_by, installed_on, 1, 1 FROM"
                        + " flyway_schema_history WHERE version = '1'");
        StoreException e = refused(temp, StoreFixture.CLUSTER);
        assertEquals(78, e.kind().exitCode());
        assertTrue(e.getMessage().contains("newer program (schema 999)"), e.getMessage());
    }

    @Test
    void fileThatIsNoDatabase_isDamaged_andLeftAlone() throws Exception {
        Path file = Files.writeString(temp.resolve("store.db"), "x".repeat(5000));
        assertEquals(74, refused(temp, StoreFixture.CLUSTER).kind().exitCode());
        assertEquals(5000, Files.size(file));
    }

    @Test
    void otherProgramsDatabase_isRefusedInOurWords() throws SQLException {
        execute("CREATE TABLE t (a)");
        StoreException e = refused(temp, StoreFixture.CLUSTER);
        assertEquals(78, e.kind().exitCode());
        assertTrue(e.getMessage().endsWith("no store: choose another --data-dir"), e.getMessage());
    }

    @Test
    void brokenPage_isFoundAtTheStart() throws Exception {
        new StoreFixture(temp).close();
        Path file = temp.resolve("store.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 3 * 8192, 5 * 8192, (byte) 0x5a);
        Files.write(file, bytes);
        StoreException e = refused(temp, StoreFixture.CLUSTER);
        assertEquals(74, e.kind().exitCode(), e.getMessage());
    }

    @Test
    void folderThatCannotBeMade_saysSo() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        assertEquals(73, refused(file.resolve("sub"), StoreFixture.CLUSTER).kind().exitCode());
        assertEquals(73, refused(file, StoreFixture.CLUSTER).kind().exitCode());
    }

    @Test
    void networkFileSystem_isRefusedByName() {
        Mounts mounts =
                Mounts.parse(
                        "x / ext4 rw 0 0\nsrv:/d " + temp.toAbsolutePath() + " lustre rw 0 0\n");
        StoreException e =
                assertThrows(
                        StoreException.class, () -> StoreFolder.open(temp.resolve("d"), mounts));
        assertEquals(78, e.kind().exitCode());
        assertTrue(e.getMessage().contains("lustre"), e.getMessage());
    }

    @Test
    void mounts_deepestWins_blanksAreUnescaped() {
        Mounts mounts =
                Mounts.parse(
                        "a / ext4 rw 0 0\n"
                                + "b /a\\040b nfs4 rw,noexec 0 0\n"
                                + "c /a\\040b/c xfs rw 0 0\n");
        assertEquals("nfs4", at(mounts, Path.of("/a b/x")).type());
        assertTrue(at(mounts, Path.of("/a b/x")).noexec());
        assertEquals("xfs", at(mounts, Path.of("/a b/c/x")).type());
        assertEquals("ext4", at(mounts, Path.of("/a bc")).type());
    }

    @Test
    void rollback_takesBackRowsAndForgetsTheirNumbers() {
        String sample =
                Json.sample(
                        "n1",
                        "2026-03-04T10:00:00Z",
                        "",
                        Json.job(7, "anna", 0, Json.process(1, 2, 3)));
        var message =
                StoreFixture.accepted(
                        MessageType.SAMPLE, sample.getBytes(StandardCharsets.UTF_8), 0);
        try (StoreFixture to = new StoreFixture(temp)) {
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            to.store.inTransaction(transaction -> {
                                transaction.write(message);
                                throw new IllegalStateException("on purpose");
                            }));
            assertEquals("0", to.query("SELECT count(*) FROM node"));
            assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, sample));
            assertEquals(
                    "n1 anna work",
                    to.query(
                            "SELECT n.name, u.name, c.name FROM proc_open s JOIN proc p ON p.id ="
                                + " s.proc_id JOIN node n ON n.id = p.node_id JOIN usr u ON u.id ="
                                + " p.user_id JOIN command c ON c.id = p.command_id"));
        }
    }

    /** As a full disk does it: SQLite rolls back by itself, and the driver does not notice. */
    @Test
    void transactionThatSqliteEndedByItself_isFollowedByOneThatIsWhole() throws SQLException {
        try (StoreFixture to = new StoreFixture(temp)) {
            execute(
                    "CREATE TRIGGER full BEFORE INSERT ON node WHEN NEW.name = 'boom'"
                            + " BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END");
            assertThrows(StoreException.class, () -> to.write(MessageType.SAMPLE, idle("boom")));
            assertEquals(0, to.store.positions().size());
            var message =
                    StoreFixture.accepted(
                            MessageType.SAMPLE, idle("n1").getBytes(StandardCharsets.UTF_8), 0);
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            to.store.inTransaction(transaction -> {
                                transaction.write(message);
                                throw new IllegalStateException("on purpose");
                            }));
            assertEquals("0", to.query("SELECT count(*) FROM node_sample"));
            assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, idle("n1")));
            assertEquals("1", to.query("SELECT count(*) FROM node_sample"));
        }
    }

    @Test
    void idleStore_leavesTheLockOfTheWriterToOthers() throws SQLException {
        try (StoreFixture to = new StoreFixture(temp)) {
            to.write(MessageType.SAMPLE, idle("n1"));
            execute("BEGIN IMMEDIATE; ROLLBACK");
        }
    }

    @Test
    void databaseThatWasReplaced_isNoLongerWritten() throws Exception {
        try (StoreFixture to = new StoreFixture(temp)) {
            to.write(MessageType.SAMPLE, idle("n1"));
            Files.move(temp.resolve("store.db"), temp.resolve("old.db"));
            Files.createFile(temp.resolve("store.db"));
            StoreException e =
                    assertThrows(
                            StoreException.class, () -> to.write(MessageType.SAMPLE, idle("n2")));
            assertEquals(74, e.kind().exitCode());
            assertTrue(e.getMessage().contains("removed or replaced"), e.getMessage());
        }
    }

    @Test
    void nativeLibraries_goWhereTheyMayBeMapped() throws Exception {
        List<String> names =
                List.of("org.sqlite.tmpdir", "org.xerial.snappy.tempdir", "ZstdTempFolder");
        String javas = System.getProperty("java.io.tmpdir");
        Files.createDirectories(temp.resolve("tmp"));
        Files.createFile(temp.resolve("tmp/left-by-a-killed-process.so"));
        try {
            System.setProperty("org.sqlite.tmpdir", "/chosen");
            System.setProperty("java.io.tmpdir", "/t");
            NativeTemp.choose(temp, Mounts.parse("a / ext4 rw 0 0\nb /t tmpfs rw,noexec 0 0\n"));
            assertEquals("/chosen", System.getProperty(names.get(0)));
            for (String name : names.subList(1, 3)) {
                assertEquals(temp.resolve("tmp").toString(), System.getProperty(name), name);
            }
            try (var left = Files.list(temp.resolve("tmp"))) {
                assertEquals(0, left.count());
            }
        } finally {
            System.setProperty("java.io.tmpdir", javas);
            names.forEach(System::clearProperty);
        }
    }

    private static String idle(String node) {
        return Json.sample(node, "2026-03-04T10:00:00Z", "", "");
    }

    @Test
    void offsets_neverGoBackWithinATopicId() {
        try (StoreFixture to = new StoreFixture(temp)) {
            advance(to, new Position("t", 0, "a", 300, 5));
            advance(to, new Position("t", 0, "a", 200, 9));
            assertEquals(300, to.store.positions().getFirst().next());
            assertEquals(9, to.store.positions().getFirst().updated());
            advance(to, new Position("t", 0, "b", 7, 1));
            assertEquals(new Position("t", 0, "b", 7, 9), to.store.positions().getFirst());
            var event = new StreamEvent("t", 0, 1, StreamEvent.Kind.TRUNCATED, 7, 2, "x");
            to.store.inTransaction(transaction -> {
                transaction.reset(new Position("t", 0, "b", 2, 0), event);
                return 0;
            });
            assertEquals(2, to.store.positions().getFirst().next());
            assertEquals(
                    "truncated 7 2", to.query("SELECT kind, off_from, off_to FROM stream_event"));
        }
    }

    private static void advance(StoreFixture to, Position position) {
        to.store.inTransaction(transaction -> {
            transaction.advance(position);
            return 0;
        });
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("store.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static Mounts.Mount at(Mounts mounts, Path path) {
        return Objects.requireNonNull(mounts.of(path));
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void whatIsNoStore_isNotExported() throws IOException {
        Path dir = Files.createDirectories(temp.resolve("none"));
        Path file = Files.createFile(dir.resolve("store.db"));
        StoreException none = assertThrows(StoreException.class, () -> StoreExport.open(dir));
        assertEquals(StoreException.Kind.CONFIG, none.kind(), none.toString());
        StoreException wrong = assertThrows(StoreException.class, () -> StoreExport.open(file));
        assertTrue(String.valueOf(wrong.getMessage()).endsWith("give the folder it lies in"));
    }
}
