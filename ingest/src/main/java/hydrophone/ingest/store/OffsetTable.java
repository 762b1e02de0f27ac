package hydrophone.ingest.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Where to read on ({@code kafka_offset}), and what the stream did ({@code stream_event}). */
final class OffsetTable {
    private static final String ADVANCE =
            """
            INSERT INTO kafka_offset (topic, part, topic_id, next, updated) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (topic, part) DO UPDATE SET
              next = CASE WHEN topic_id = excluded.topic_id THEN max(next, excluded.next) ELSE excluded.next END,
              topic_id = excluded.topic_id, updated = max(updated, excluded.updated)
            """;
    private static final String RESET =
            """
            INSERT INTO kafka_offset (topic, part, topic_id, next, updated) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (topic, part) DO UPDATE SET next = excluded.next, topic_id = excluded.topic_id
            """;
    private static final String EVENT =
            """
            INSERT INTO stream_event (topic, part, t, kind, off_from, off_to, detail) VALUES (?, ?, ?, ?, ?, ?, ?)
            """;

    private final Sql sql;

    OffsetTable(Sql sql) {
        this.sql = sql;
    }

    List<Position> all() throws SQLException {
        List<Position> positions = new ArrayList<>();
        sql.call("SELECT topic, part, topic_id, next, updated FROM kafka_offset")
                .each(row ->
                        positions.add(
                                new Position(
                                        row.getString(1),
                                        row.getInt(2),
                                        row.getString(3),
                                        row.getLong(4),
                                        row.getLong(5))));
        return positions;
    }

    /** Within one topic id an offset never goes back: a replay must not undo what is known. */
    void advance(Position position) throws SQLException {
        write(ADVANCE, position);
    }

    /** Goes where it is told, also back. */
    void reset(Position position) throws SQLException {
        write(RESET, position);
    }

    private void write(String statement, Position position) throws SQLException {
        sql.call(statement)
                .put(position.topic())
                .put(position.partition())
                .put(position.topicId())
                .put(position.next())
                .put(position.updated())
                .run();
    }

    void event(StreamEvent event) throws SQLException {
        sql.call(EVENT)
                .put(event.topic())
                .put(event.partition())
                .put(event.t())
                .put(event.kind().word())
                .put(event.from())
                .put(event.to())
                .put(event.detail())
                .run();
    }
}
