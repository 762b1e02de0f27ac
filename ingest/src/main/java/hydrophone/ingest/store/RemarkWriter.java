package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.Envelope.Meta;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept about a message besides its content, once, when it is new: its place in its agent's
 * run, members nobody knows, oddities.
 */
final class RemarkWriter {
    private static final int MOST_REMARKS = 100;
    private static final String RUN =
            """
            INSERT INTO run (node_id, type, run, first_seq, last_seq, n, first_t, last_t) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (node_id, type, run) DO UPDATE SET
              first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq), n = n + excluded.n,
              first_t = min(first_t, excluded.first_t), last_t = max(last_t, excluded.last_t)
            """;
    private static final String UNKNOWN =
            """
            INSERT INTO unknown_member (producer_id, type, path, example) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;
    private static final String ANOMALY =
            """
            INSERT INTO anomaly (topic, part, topic_id, off, ord, detail) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final Sql sql;
    private final Dictionaries ids;

    RemarkWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    /**
     * Counts the message in its agent's run, if it names one. What a report says will not come
     * belongs to its run, too, so that it shows as missing even if nothing after it has come.
     */
    void count(Accepted message, long t) throws SQLException {
        Meta meta = message.decoded().envelope().meta();
        MetaAttrs.Place place = MetaAttrs.place(meta);
        if (place != null) run(message, place.run(), place.seq(), place.seq(), 1, t);
        for (MetaAttrs.Lost lost : MetaAttrs.lost(meta)) {
            run(message, lost.run(), lost.first(), lost.last(), 0, t);
        }
    }

    private void run(Accepted message, String run, long first, long last, int come, long t)
            throws SQLException {
        sql.call(RUN)
                .put(ids.node(message.sender()))
                .put(message.type().word())
                .put(run)
                .put(first)
                .put(last)
                .put(come)
                .put(t)
                .put(t)
                .run();
    }

    void remark(Accepted message) throws SQLException {
        Meta meta = message.decoded().envelope().meta();
        for (String path : message.decoded().unknownMembers()) {
            sql.call(UNKNOWN)
                    .put(ids.producer(meta))
                    .put(message.type().word())
                    .put(path)
                    .put(message.arrival().place())
                    .run();
        }
        List<String> remarks = new ArrayList<>(message.remarks());
        remarks.addAll(MetaAttrs.remarks(meta));
        for (int i = 0; i < Math.min(remarks.size(), MOST_REMARKS); i++) {
            anomaly(message.arrival(), i, remarks.get(i));
        }
    }

    private void anomaly(Arrival arrival, int ord, String detail) throws SQLException {
        sql.call(ANOMALY)
                .put(arrival.topic())
                .put(arrival.partition())
                .put(arrival.topicId())
                .put(arrival.offset())
                .put(ord)
                .put(detail)
                .run();
    }
}
