package hydrophone.ingest.store;

import hydrophone.Version;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SlurmJob;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Messages about jobs out of {@code slurm_job} and {@code slurm_job_state}, which hold of each
 * member what was said last, and of each state when it was seen first. For every time at which
 * something was said that still counts there are records that say it again, in the messages of
 * {@code job_batch} of that time; a message of which nothing counts any more is empty.
 */
final class SlurmReader {
    private static final String TIMES =
            """
            SELECT t, job_id, submit_t, step, step_start_t FROM (
              SELECT t, NULL AS job_id, NULL AS submit_t, NULL AS step, NULL AS step_start_t FROM job_batch
              UNION SELECT seen, job_id, submit_t, step, step_start_t FROM slurm_job
              UNION SELECT first_seen, job_id, submit_t, step, step_start_t FROM slurm_job
              UNION SELECT CAST(substr(e.value, instr(e.value, '=') + 1) AS INTEGER), job_id, submit_t, step, step_start_t
                FROM slurm_job, json_each('["' || replace(older, ',', '","') || '"]') e WHERE older IS NOT NULL
              UNION SELECT t, job_id, submit_t, step, step_start_t FROM slurm_job_state)
            ORDER BY t, job_id, submit_t, step, step_start_t
            """;
    private static final String BATCHES =
            """
            SELECT n.name, b.digest, b.utc_offset, p.name, p.version, b.jobs
            FROM job_batch b CROSS JOIN node n ON n.id = b.sender_id CROSS JOIN producer p ON p.id = b.producer_id
            WHERE b.t = ? ORDER BY n.name, b.digest
            """;
    private static final String STATES =
            """
            SELECT state FROM slurm_job_state WHERE job_id = ? AND submit_t = ? AND step = ? AND step_start_t = ? AND t = ?
            """;

    /** Keeps a message well below the 16 MiB and the 250,000 objects that are read. */
    private static final int MOST_RECORDS = 20_000;

    private record Batch(String sender, Origin origin, int utcOffset, Meta meta) {}

    private final Sql sql;
    private final String cluster;
    private final SlurmTable table;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final List<SlurmJob> jobs = new ArrayList<>();
    private long t = Long.MIN_VALUE;
    private int utcOffset;

    SlurmReader(Sql sql, String cluster) {
        this.sql = sql;
        this.cluster = cluster;
        this.table = new SlurmTable(sql, new Dictionaries(sql));
    }

    void read(ExportSink sink) throws SQLException {
        sql.call(TIMES)
                .each(row -> {
                    if (row.getLong(1) != t) {
                        finish(sink);
                        begin(row.getLong(1));
                    }
                    if (row.getObject(2) != null) add(sink, key(row));
                    return null;
                });
        finish(sink);
    }

    private static SlurmTable.Key key(ResultSet row) throws SQLException {
        return new SlurmTable.Key(row.getLong(2), row.getLong(3), row.getString(4), row.getLong(5));
    }

    private void begin(long time) throws SQLException {
        t = time;
        sql.call(BATCHES).put(t).each(row -> batches.add(batch(row)));
        utcOffset = batches.isEmpty() ? 0 : batches.getFirst().utcOffset();
    }

    private static Batch batch(ResultSet row) throws SQLException {
        return new Batch(
                row.getString(1),
                new Origin(row.getLong(2), row.getLong(6)),
                row.getInt(3),
                new Meta(row.getString(4), row.getString(5), List.of()));
    }

    private void add(ExportSink sink, SlurmTable.Key key) throws SQLException {
        SlurmRow row = table.read(key);
        if (row == null) return;
        SlurmRecord record = new SlurmRecord(key, row, t, utcOffset);
        jobs.add(record.job());
        String said = record.state();
        key.bind(sql.call(STATES))
                .put(t)
                .each(state -> {
                    String word = state.getString(1);
                    return word.equals(said) || jobs.add(record.of(word));
                });
        if (jobs.size() >= MOST_RECORDS) give(sink);
    }

    /** The rest of one time; all its messages, also those that say nothing any more. */
    private void finish(ExportSink sink) {
        while (!jobs.isEmpty() || !batches.isEmpty()) give(sink);
    }

    private void give(ExportSink sink) {
        Batch batch = batches.poll();
        Meta meta =
                batch == null ? new Meta(Meta.HYDROPHONE, Version.text(), List.of()) : batch.meta();
        int offset = batch == null ? 0 : batch.utcOffset();
        var data = new JobsAttributes(Rows.time(t, offset), cluster, jobs);
        jobs.clear();
        Exported message =
                new Exported(
                        Envelope.of(meta, data),
                        batch == null ? "" : batch.sender(),
                        batch == null ? null : batch.origin());
        Rows.give(sink, MessageType.JOB, "", t, message);
    }
}
