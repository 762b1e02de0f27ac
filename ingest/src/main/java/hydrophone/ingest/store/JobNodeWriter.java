package hydrophone.ingest.store;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table {@code job_node}. One sample adds to a job once, even where the job stands in it in
 * several places (job 0 does, one element a process). A transaction writes a row a job once.
 */
final class JobNodeWriter {
    // min() with the greatest integer: SQLite turns an integer sum that overflows into a real.
    private static final String UPSERT =
            """
            INSERT INTO job_node (job_id, epoch, node_id, user_id, first_t, last_t, samples, cpu_ms, no_interval,
              cpu_util_max_m, rss_max_kb, procs_max)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id, epoch, node_id, user_id) DO UPDATE SET
              first_t = min(first_t, excluded.first_t), last_t = max(last_t, excluded.last_t), samples = samples + excluded.samples,
              cpu_ms = min(cpu_ms + excluded.cpu_ms, 9223372036854775807), no_interval = no_interval + excluded.no_interval,
              cpu_util_max_m = max(cpu_util_max_m, excluded.cpu_util_max_m),
              rss_max_kb = max(rss_max_kb, excluded.rss_max_kb), procs_max = max(procs_max, excluded.procs_max)
            """;

    private final Sql sql;
    private final Map<Job, Total> totals = new LinkedHashMap<>();

    JobNodeWriter(Sql sql) {
        this.sql = sql;
    }

    private record Job(long id, long epoch, long node, long user) {}

    /** Of one job in one sample. */
    private static final class Sums {
        private long util;
        private long rss;
        private long processes;

        private void add(SampleProcess process) {
            util = Figures.add(util, Figures.thousandths(process.cpuUtil()));
            rss = Figures.add(rss, process.residentMemory());
            processes = Figures.add(processes, Figures.add(1, process.rolledup()));
        }
    }

    /** Of one job in the samples of a transaction. */
    private static final class Total {
        private long firstT = Long.MAX_VALUE;
        private long lastT = Long.MIN_VALUE;
        private long samples;
        private long cpuMillis;
        private long noInterval;
        private long util;
        private long rss;
        private long processes;

        private void add(long t, @Nullable Long intervalMillis, Sums sums) {
            firstT = Math.min(firstT, t);
            lastT = Math.max(lastT, t);
            samples++;
            if (intervalMillis == null) noInterval++;
            else cpuMillis = Figures.add(cpuMillis, cpuMillis(sums.util, intervalMillis));
            util = Math.max(util, sums.util);
            rss = Math.max(rss, sums.rss);
            processes = Math.max(processes, sums.processes);
        }

        /** Thousandths of a percent, times milliseconds, to milliseconds of CPU time. */
        private static long cpuMillis(long util, long intervalMillis) {
            return Math.round(util / 1e5 * intervalMillis);
        }
    }

    /** Adds a sample; the rows are written by {@link #finish}. */
    void add(
            long node,
            long t,
            @Nullable Long intervalMillis,
            List<SampleJob> jobs,
            Dictionaries ids)
            throws SQLException {
        Map<Job, Sums> sample = new LinkedHashMap<>();
        for (SampleJob job : jobs) {
            Job key = new Job(job.job(), job.epoch(), node, ids.user(job.user()));
            Sums sums = sample.computeIfAbsent(key, _ -> new Sums());
            job.processes().forEach(sums::add);
        }
        sample.forEach((job, sums) ->
                totals.computeIfAbsent(job, _ -> new Total()).add(t, intervalMillis, sums));
    }

    /** Before the commit. */
    void finish() throws SQLException {
        for (Map.Entry<Job, Total> entry : totals.entrySet())
            write(entry.getKey(), entry.getValue());
        totals.clear();
    }

    /** After a rollback. */
    void forget() {
        totals.clear();
    }

    private void write(Job job, Total total) throws SQLException {
        sql.call(UPSERT)
                .put(job.id())
                .put(job.epoch())
                .put(job.node())
                .put(job.user())
                .put(total.firstT)
                .put(total.lastT)
                .put(total.samples)
                .put(total.cpuMillis)
                .put(total.noInterval)
                .put(total.util)
                .put(total.rss)
                .put(total.processes)
                .run();
    }
}
