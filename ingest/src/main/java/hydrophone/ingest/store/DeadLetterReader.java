package hydrophone.ingest.store;

import hydrophone.ingest.store.DeadLetter.Wanted;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Dead letters as they came, some at a time. */
final class DeadLetterReader {
    private static final int MOST_LETTERS = 200;
    private static final long MOST_BYTES = 16L << 20;
    private static final String SELECT =
            """
            SELECT id, reason, sha256, topic, part, topic_id, off, record_t, record_key, payload FROM dead_letter
            WHERE id > ?1 AND (?2 IS NULL OR reason = ?2) AND (?3 IS NULL OR id = ?3) ORDER BY id LIMIT 1
            """;

    private final Sql sql;

    DeadLetterReader(Sql sql) {
        this.sql = sql;
    }

    /** The next ones after this id, a batch of bounded size; empty = there are no more. */
    List<DeadLetter> after(long id, Wanted wanted) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        long bytes = 0;
        long last = id;
        while (letters.size() < MOST_LETTERS && bytes < MOST_BYTES) {
            DeadLetter letter =
                    sql.call(SELECT)
                            .put(last)
                            .put(wanted.reason())
                            .put(wanted.id())
                            .first(DeadLetterReader::letter);
            if (letter == null) break;
            letters.add(letter);
            last = letter.id();
            byte[] value = letter.arrival().value();
            bytes += value == null ? 0 : value.length;
        }
        return letters;
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        byte @Nullable [] value = row.getBytes(10);
        String sha = ContentDigest.hexOf(value == null ? new byte[0] : value);
        Arrival arrival =
                new Arrival(
                        row.getString(4),
                        row.getInt(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getBytes(9),
                        value);
        return new DeadLetter(
                row.getLong(1), row.getString(2), sha.equals(row.getString(3)), arrival);
    }
}
