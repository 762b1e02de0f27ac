package hydrophone.ingest.store;

import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Snapshots of the cluster out of the tables of {@link ClusterWriter}. */
final class ClusterReader {
    private static final String SNAPSHOTS =
            """
            SELECT n.name, s.t, s.utc_offset, p.name, p.version, s.slurm, s.missing
            FROM cluster_snapshot s CROSS JOIN node n ON n.id = s.sender_id CROSS JOIN producer p ON p.id = s.producer_id
            ORDER BY s.t
            """;

    private final Sql sql;
    private final String cluster;

    ClusterReader(Sql sql, String cluster) {
        this.sql = sql;
        this.cluster = cluster;
    }

    void read(ExportSink sink) throws SQLException {
        sql.call(SNAPSHOTS)
                .each(row -> {
                    Envelope message = Envelope.of(meta(row), snapshot(row));
                    var exported = new Exported(message, row.getString(1), null);
                    Rows.give(sink, MessageType.CLUSTER, "", row.getLong(2), exported);
                    return null;
                });
    }

    private static Meta meta(ResultSet row) throws SQLException {
        String missing = row.getString(7);
        List<Attr> attrs = missing == null ? List.of() : List.of(new Attr(Meta.MISSING, missing));
        return new Meta(row.getString(4), row.getString(5), attrs);
    }

    private ClusterAttributes snapshot(ResultSet row) throws SQLException {
        long t = row.getLong(2);
        List<Partition> partitions = new ArrayList<>();
        sql.call("SELECT name, nodes FROM cluster_partition WHERE t = ? ORDER BY ord")
                .put(t)
                .each(p ->
                        partitions.add(new Partition(p.getString(1), Rows.texts(p.getString(2)))));
        List<NodeGroup> nodes = new ArrayList<>();
        sql.call("SELECT names, states FROM cluster_nodes WHERE t = ? ORDER BY ord")
                .put(t)
                .each(g ->
                        nodes.add(
                                new NodeGroup(
                                        Rows.texts(g.getString(1)), Rows.texts(g.getString(2)))));
        return new ClusterAttributes(
                Rows.time(t, row.getInt(3)), cluster, row.getBoolean(6), partitions, nodes);
    }
}
