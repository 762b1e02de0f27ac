package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;

import java.sql.SQLException;
import java.util.List;

/** What agents could not observe: {@code agent_error}. */
final class ErrorWriter {
    private static final String INSERT =
            """
            INSERT INTO agent_error (node_id, t, type, soft, detail) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;

    private final Sql sql;
    private final Dictionaries ids;

    ErrorWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    /** Errors of the envelope; says how many were new. */
    int hard(Accepted message) throws SQLException {
        List<ErrorObject> errors = message.decoded().envelope().errors();
        return write(errors, message.type(), false, message.sender());
    }

    /** Parts of a sample that could not be read. */
    void soft(Accepted message, SampleAttributes sample) throws SQLException {
        write(sample.errors(), MessageType.SAMPLE, true, message.sender());
    }

    private int write(List<ErrorObject> errors, MessageType type, boolean soft, String sender)
            throws SQLException {
        int written = 0;
        for (ErrorObject error : errors) {
            written +=
                    sql.call(INSERT)
                            .put(ids.node(error.node().isEmpty() ? sender : error.node()))
                            .put(error.time().toEpochSecond())
                            .put(type.word())
                            .put(soft)
                            .put(error.detail())
                            .run();
        }
        return written;
    }
}
