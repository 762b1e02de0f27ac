package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.JobsAttributes;
import hydrophone.message.SlurmJob;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;

/**
 * Slurm's jobs and steps. A job batch is new by (sender, time, content); its records merge into
 * {@code slurm_job}.
 *
 * <p>A step says nothing about its run but the job's id, and Slurm uses that again when a job is
 * requeued. It belongs to the latest run submitted before the second of the step's start, else to
 * the one submitted in that second: a first run may start at once, a requeued one is held back for
 * two minutes, so a step of its first second is of the run before it. Steps whose run is not known
 * yet wait under submit time 0, and a run that becomes known takes the steps that are its own, so
 * the order of arrival does not matter.
 */
final class JobWriter {
    private static final String GUARD =
            """
            INSERT INTO job_batch (sender_id, t, digest, utc_offset, producer_id, jobs) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;
    private static final String SENDERS =
            "SELECT n.name FROM job_batch b JOIN node n ON n.id = b.sender_id WHERE b.t = ? AND"
                    + " b.digest = ?";
    private static final String NAME =
            "UPDATE OR IGNORE job_batch SET sender_id = ? WHERE t = ? AND digest = ? AND sender_id"
                    + " = ?";
    private static final String STATE =
            """
            INSERT INTO slurm_job_state (job_id, submit_t, step, step_start_t, state, t) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id, submit_t, step, step_start_t, state) DO UPDATE SET t = excluded.t WHERE excluded.t < t
            """;
    private static final String RUN =
            """
            SELECT coalesce(max(submit_t) FILTER (WHERE submit_t < ?1), max(submit_t)) FROM slurm_job
            WHERE job_id = ?2 AND step = '' AND submit_t BETWEEN 1 AND ?1
            """;
    private static final String TAKE_STEPS =
            """
             SET submit_t = ?1 WHERE job_id = ?2 AND step <> '' AND
            (step_start_t > ?1 AND (submit_t < ?1 OR submit_t = step_start_t) OR step_start_t = ?1 AND submit_t = 0)
            """;

    private final Sql sql;
    private final Dictionaries ids;
    private final SlurmTable table;

    JobWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
        this.table = new SlurmTable(sql, ids);
    }

    Writing write(Accepted message, JobsAttributes jobs) throws SQLException {
        long t = jobs.time().toEpochSecond();
        long digest = message.digest();
        if (isKnown(message.sender(), t, digest)) return Writing.SAME;
        Origin origin = message.origin();
        int inserted =
                sql.call(GUARD)
                        .put(ids.node(message.sender()))
                        .put(t)
                        .put(digest)
                        .put(jobs.time().getOffset().getTotalSeconds())
                        .put(ids.producer(message.decoded().envelope().meta()))
                        .put(origin == null ? jobs.slurmJobs().size() : origin.jobs())
                        .run();
        if (inserted == 0) return Writing.SAME;
        for (SlurmJob job : jobs.slurmJobs()) merge(job, t);
        return Writing.NEW;
    }

    /** A file does not name the sender: what came without one may come with it, or came so. */
    private boolean isKnown(String sender, long t, long digest) throws SQLException {
        Set<String> senders = new HashSet<>();
        sql.call(SENDERS).put(t).put(digest).each(row -> senders.add(row.getString(1)));
        if (senders.isEmpty()) return false;
        if (sender.isEmpty()) return true;
        if (!senders.contains("")) return false;
        sql.call(NAME).put(ids.node(sender)).put(t).put(digest).put(ids.node("")).run();
        return true;
    }

    private void merge(SlurmJob job, long t) throws SQLException {
        SlurmTable.Key key = job.jobStep().isEmpty() ? run(job) : step(job);
        SlurmRow row = SlurmRow.of(job, t);
        SlurmRow before = table.read(key);
        if (before != null) row.merge(before);
        table.write(key, row);
        if (before == null && key.step().isEmpty() && key.submit() > 0) takeSteps(key);
        if (!job.stateWord().isEmpty()) {
            key.bind(sql.call(STATE)).put(job.stateWord()).put(t).run();
        }
    }

    private static SlurmTable.Key run(SlurmJob job) {
        return new SlurmTable.Key(job.jobId(), seconds(job.submitTime()), "", 0);
    }

    private SlurmTable.Key step(SlurmJob job) throws SQLException {
        OffsetDateTime at = job.startTime() != null ? job.startTime() : job.submitTime();
        long start = seconds(at);
        Long submit = sql.call(RUN).put(start).put(job.jobId()).number();
        return new SlurmTable.Key(job.jobId(), submit == null ? 0 : submit, job.jobStep(), start);
    }

    private void takeSteps(SlurmTable.Key run) throws SQLException {
        for (String name : new String[] {"slurm_job", "slurm_job_state"}) {
            sql.call("UPDATE " + name + TAKE_STEPS).put(run.submit()).put(run.job()).run();
        }
    }

    private static long seconds(@Nullable OffsetDateTime time) {
        return time == null ? 0 : time.toEpochSecond();
    }
}
