package hydrophone.ingest.store;

import hydrophone.Version;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What agents could not observe, one message each; in UTC, and ours, as the store does not keep who
 * made the message.
 */
final class ErrorReader {
    private static final String ERRORS =
            """
            SELECT n.name, e.t, e.type, e.detail FROM agent_error e CROSS JOIN node n ON n.id = e.node_id WHERE e.soft = 0
            ORDER BY e.node_id, e.t, e.type, e.detail
            """;

    private final Sql sql;
    private final String cluster;
    private final Meta meta = new Meta(Meta.HYDROPHONE, Version.text(), List.of());

    ErrorReader(Sql sql, String cluster) {
        this.sql = sql;
        this.cluster = cluster;
    }

    void read(ExportSink sink) throws SQLException {
        sql.call(ERRORS)
                .each(row -> {
                    give(sink, row);
                    return null;
                });
    }

    private void give(ExportSink sink, ResultSet row) throws SQLException {
        String node = row.getString(1);
        long t = row.getLong(2);
        MessageType type = MessageType.ofWord(row.getString(3)).orElse(MessageType.SAMPLE);
        var error = new ErrorObject(row.getString(4), Rows.time(t, 0), cluster, node);
        var message = new Exported(Envelope.ofErrors(meta, List.of(error)), node, null);
        boolean ofNode = type == MessageType.SAMPLE || type == MessageType.SYSINFO;
        Rows.give(sink, type, ofNode ? node : "", t, message);
    }
}
