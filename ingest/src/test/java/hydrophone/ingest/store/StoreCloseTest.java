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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * What a closed store leaves behind. Who may only read the folder needs all three files; {@code
 * ReadOnlyUserIT} is such a user.
 */
final class StoreCloseTest {
    private static final String COUNT = "SELECT count(*) FROM v_node_sample";

    private @TempDir Path temp;

    @Test
    void closedStore_keepsItsThreeFiles_andTheFirstAloneIsWhole() throws Exception {
        write("n1");
        left(0);
        Path copy = Files.copy(temp.resolve("store.db"), temp.resolve("copy.db"));
        assertEquals("1", count(copy));
    }

    @Test
    void storeOpenedAndClosedAgain_keepsThemToo() throws Exception {
        write("n1");
        write("n2");
        left(0);
        assertEquals("2", count());
    }

    @Test
    void storeThatIsRefusedToAnotherCluster_keepsThem() throws Exception {
        write("n1");
        assertThrows(
                StoreException.class, () -> Store.open(temp, "saga", StoreFixture.CLOCK).close());
        left(0);
    }

    /** The reader's snapshot lasts; it is not waited for, and what it holds up stays in the WAL. */
    @Test
    void readerThatIsAtIt_isNotWaitedFor_andNothingIsLost() throws Exception {
        write("n1");
        try (Connection reader = open(temp.resolve("store.db"))) {
            reader.setAutoCommit(false);
            assertEquals("1", first(reader, COUNT));
            long begin = System.nanoTime();
            write("n2");
            long took = System.nanoTime() - begin;
            assertTrue(took < Duration.ofSeconds(8).toNanos(), took + " ns");
            assertFalse(Files.size(temp.resolve("store.db-wal")) == 0);
            assertEquals("1", first(reader, COUNT));
        }
        assertEquals("2", count());
    }

    @Test
    void closeWithinATransaction_takesItBack() throws Exception {
        var message = StoreFixture.accepted(MessageType.SAMPLE, sample("n1"), 0);
        StoreFixture to = new StoreFixture(temp);
        assertThrows(
                StoreException.class,
                () ->
                        to.store.inTransaction(transaction -> {
                            transaction.write(message);
                            to.close();
                            return 0;
                        }));
        assertEquals("0", count());
        left(0);
    }

    private void write(String node) {
        try (StoreFixture to = new StoreFixture(temp)) {
            assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, sample(node), 0));
        }
    }

    private static byte[] sample(String node) {
        return Json.sample(node, "2026-03-04T10:00:00Z", "", "").getBytes(StandardCharsets.UTF_8);
    }

    private void left(long walBytes) throws IOException {
        assertEquals(walBytes, Files.size(temp.resolve("store.db-wal")));
        assertTrue(Files.size(temp.resolve("store.db-shm")) > 0);
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
    }

    private String count() throws SQLException {
        return count(temp.resolve("store.db"));
    }

    private static String count(Path file) throws SQLException {
        try (Connection connection = open(file)) {
            return first(connection, COUNT);
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        }
    }
}
