package hydrophone.ingest.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.codec.JsonCodec;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Store;
import hydrophone.message.MessageType;
import hydrophone.testing.MessageSamples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;

/** A record that our own code cannot store must not stop the stream. */
final class BatchWriterTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-04T12:00:00Z"));

    @TempDir Path dir;

    @Test
    void recordThatCannotBeStored_isADeadLetter_andItsNeighboursAreStored() throws SQLException {
        try (Store store = Store.open(dir, MessageSamples.CLUSTER, CLOCK)) {
            String broken =
                    "CREATE TRIGGER defect BEFORE INSERT ON node_sample WHEN NEW.node_id ="
                            + " (SELECT id FROM node WHERE name = 'c2')"
                            + " BEGIN SELECT RAISE(ABORT, 'a defect'); END";
            sql(broken);
            Batch batch = new Batch();
            for (int i = 0; i < 4; i++) add(batch, i, "c" + i);
            new BatchWriter(store, new Progress("c", System::nanoTime)).write(batch);
            assertEquals(4, store.positions().getFirst().next());
        }
        assertEquals(
                "c0 c1 c3",
                text("SELECT group_concat(node, ' ') FROM (SELECT node FROM v_node_sample)"));
        assertEquals("internal 2", text("SELECT reason || ' ' || off FROM dead_letter"));
    }

    private static void add(Batch batch, long offset, String node) {
        byte[] value =
                JsonCodec.encode(
                        MessageSamples.sample(
                                MessageSamples.CLUSTER, node, MessageSamples.TIME, offset + 1));
        Arrival arrival =
                new Arrival(
                        MessageSamples.CLUSTER + ".sample",
                        0,
                        "id",
                        offset,
                        0,
                        node.getBytes(StandardCharsets.UTF_8),
                        value);
        batch.add(
                MessageType.SAMPLE,
                new Inbox(MessageSamples.CLUSTER).judge(MessageType.SAMPLE, arrival),
                0);
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("store.db"));
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private String text(String query) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
