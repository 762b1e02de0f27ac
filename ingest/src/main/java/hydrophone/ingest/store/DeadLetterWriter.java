package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Rejected;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Arrays;

/** Records that could not be stored, with up to 16 MiB of their bytes: {@code dead_letter}. */
final class DeadLetterWriter {
    static final int MOST_BYTES = 16 << 20;
    private static final String INSERT =
            """
            INSERT INTO dead_letter (topic, part, topic_id, off, record_t, record_key, reason, detail, payload, sha256)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final Sql sql;

    DeadLetterWriter(Sql sql) {
        this.sql = sql;
    }

    /** False: this record, or the same conflict sent again, is there already. */
    boolean write(Rejected rejected) throws SQLException {
        Arrival arrival = rejected.arrival();
        byte[] value = arrival.value();
        String sha = ContentDigest.hexOf(value == null ? new byte[0] : value);
        if (rejected.reason().equals("conflict") && isKnownConflict(arrival.topic(), sha)) {
            return false;
        }
        return sql.call(INSERT)
                        .put(arrival.topic())
                        .put(arrival.partition())
                        .put(arrival.topicId())
                        .put(arrival.offset())
                        .put(arrival.time())
                        .put(arrival.key())
                        .put(rejected.reason())
                        .put(rejected.detail())
                        .put(capped(value))
                        .put(sha)
                        .run()
                > 0;
    }

    void remove(long id) throws SQLException {
        sql.call("DELETE FROM dead_letter WHERE id = ?").put(id).run();
    }

    private boolean isKnownConflict(String topic, String sha) throws SQLException {
        Long there =
                sql.call(
                                "SELECT 1 FROM dead_letter WHERE sha256 = ? AND topic = ?"
                                        + " AND reason = 'conflict'")
                        .put(sha)
                        .put(topic)
                        .number();
        return there != null;
    }

    private static byte @Nullable [] capped(byte @Nullable [] value) {
        if (value == null || value.length <= MOST_BYTES) return value;
        return Arrays.copyOf(value, MOST_BYTES);
    }
}
