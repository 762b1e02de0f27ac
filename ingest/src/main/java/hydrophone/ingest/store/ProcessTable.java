package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table {@code proc}: what of a process does not change between samples. Of each node the
 * processes of its latest sample are remembered, of all nodes together at most about 400,000.
 */
final class ProcessTable {
    private static final int MOST = 400_000;
    private static final String INSERT =
            """
            INSERT INTO proc (node_id, job_id, epoch, user_id, pid, ppid, command_id, in_container, id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;
    private static final String SELECT =
            """
            SELECT id FROM proc WHERE node_id = ? AND job_id = ? AND epoch = ? AND user_id = ? AND pid = ?
            AND ppid = ? AND command_id = ? AND in_container = ?
            """;

    /** What makes a process another one, on one node. */
    record Identity(
            long job, long epoch, long user, long pid, long ppid, long command, boolean container) {
        /** Asked for once a process and sample: what tells two apart comes first. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity that
                    && pid == that.pid
                    && job == that.job
                    && ppid == that.ppid
                    && command == that.command
                    && user == that.user
                    && epoch == that.epoch
                    && container == that.container;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(pid + 1_000_003 * job + 31 * command);
        }
    }

    private final Sql sql;
    private final LinkedHashMap<Long, Map<Identity, Long>> byNode =
            new LinkedHashMap<>(64, 0.75f, true);
    private int size;
    private long next;

    ProcessTable(Sql sql) {
        this.sql = sql;
    }

    /** Starts a sample of a node; ask for its processes, then {@link Sample#done}. */
    Sample sample(long node) {
        Map<Identity, Long> before = byNode.get(node);
        return new Sample(node, before == null ? Map.of() : before);
    }

    void forget() {
        byNode.clear();
        size = 0;
        next = 0;
    }

    private void remember(long node, Map<Identity, Long> now) {
        Map<Identity, Long> before = byNode.put(node, now);
        size += now.size() - (before == null ? 0 : before.size());
        Iterator<Map<Identity, Long>> eldest = byNode.values().iterator();
        while (size > MOST && byNode.size() > 1) {
            size -= eldest.next().size();
            eldest.remove();
        }
    }

    /** The processes of one sample. */
    final class Sample {
        private final long node;
        private final Map<Identity, Long> before;
        private final Map<Identity, Long> now = new HashMap<>();
        private final Map<Long, Long> twins = new HashMap<>();
        private long twin;

        private Sample(long node, Map<Identity, Long> before) {
            this.node = node;
            this.before = before;
        }

        long id(Identity process) throws SQLException {
            Long id = before.get(process);
            if (id == null) id = now.get(process);
            if (id == null) id = insertedOrThere(process);
            twin = now.put(process, id) == null ? 0 : twins.merge(id, 1L, Long::sum);
            return id;
        }

        private long insertedOrThere(Identity process) throws SQLException {
            if (next == 0) {
                Long last = sql.call("SELECT max(id) FROM proc").number();
                next = last == null ? 1 : last + 1;
            }
            if (bind(INSERT, process).put(next).run() == 1) return next++;
            Long id = bind(SELECT, process).number();
            if (id == null) throw new IllegalStateException("no row for " + process);
            return id;
        }

        /** How often the process that was asked for last stood in this sample before. */
        long twin() {
            return twin;
        }

        void done() {
            remember(node, now);
        }

        private Sql.Call bind(String statement, Identity process) throws SQLException {
            return sql.call(statement)
                    .put(node)
                    .put(process.job())
                    .put(process.epoch())
                    .put(process.user())
                    .put(process.pid())
                    .put(process.ppid())
                    .put(process.command())
                    .put(process.container());
        }
    }
}
