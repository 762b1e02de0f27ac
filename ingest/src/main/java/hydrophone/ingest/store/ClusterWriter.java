package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;
import hydrophone.message.Envelope.Meta;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/**
 * Partitions and node states at one time. A list that the sender could not fill is noted as
 * missing, so that the views of the latest state look past it.
 */
final class ClusterWriter {
    private static final String GUARD =
            """
            INSERT INTO cluster_snapshot (t, digest, utc_offset, producer_id, sender_id, slurm, missing) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (t) DO NOTHING
            """;

    private final Sql sql;
    private final Dictionaries ids;

    ClusterWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    Writing write(Accepted message, ClusterAttributes cluster) throws SQLException {
        long t = cluster.time().toEpochSecond();
        Meta meta = message.decoded().envelope().meta();
        String missing = MetaAttrs.missing(meta);
        long digest = digest(cluster, missing);
        int inserted =
                sql.call(GUARD)
                        .put(t)
                        .put(digest)
                        .put(cluster.time().getOffset().getTotalSeconds())
                        .put(ids.producer(meta))
                        .put(ids.node(message.sender()))
                        .put(cluster.slurm())
                        .put(missing)
                        .run();
        if (inserted == 0) {
            Long there =
                    sql.call("SELECT digest FROM cluster_snapshot WHERE t = ?").put(t).number();
            return Writing.ofExisting(there != null && there == digest);
        }
        content(t, cluster);
        return Writing.NEW;
    }

    private void content(long t, ClusterAttributes cluster) throws SQLException {
        long ord = 0;
        for (Partition partition : cluster.partitions()) {
            sql.call("INSERT INTO cluster_partition (t, ord, name, nodes) VALUES (?, ?, ?, ?)")
                    .put(t)
                    .put(ord++)
                    .put(partition.name())
                    .put(JsonText.list(partition.nodes()))
                    .run();
        }
        ord = 0;
        for (NodeGroup group : cluster.nodes()) {
            sql.call("INSERT INTO cluster_nodes (t, ord, names, states) VALUES (?, ?, ?, ?)")
                    .put(t)
                    .put(ord++)
                    .put(JsonText.list(group.names()))
                    .put(JsonText.list(group.states()))
                    .run();
        }
    }

    private static long digest(ClusterAttributes cluster, @Nullable String missing) {
        ContentDigest digest = new ContentDigest().add(cluster.slurm() ? 1 : 0);
        digest.add(cluster.partitions().size());
        for (Partition partition : cluster.partitions()) {
            digest.add(partition.name()).add(partition.nodes());
        }
        for (NodeGroup group : cluster.nodes()) digest.add(group.names()).add(group.states());
        if (missing != null) digest.add(missing);
        return digest.number();
    }
}
