package hydrophone.ingest.store;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table {@code job_node}. One sample adds to a job once, even where the job stands in it in
 * several places (job 0 does, one element a process).
 */
final class JobNodeWriter {
    // min() with the greatest integer: SQLite turns an integer sum that overflows into a real.
    private static final String UPSERT =
            """
            INSERT INTO job_node (job_id, epoch, node_id, user_id, first_t, last_t, samples, cpu_ms, no_interval,
              cpu_util_max_m, rss_max_kb, procs_max)
            VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id, epoch, node_id, user_id) DO UPDATE SET
              first_t = min(first_t, excluded.first_t), last_t = max(last_t, excluded.last_t), samples = samples + 1,
              cpu_ms = min(cpu_ms + excluded.cpu_ms, 9223372036854775807), no_interval = no_interval + excluded.no_interval,
              cpu_util_max_m = max(cpu_util_max_m, excluded.cpu_util_max_m),
              rss_max_kb = max(rss_max_kb, excluded.rss_max_kb), procs_max = max(procs_max, excluded.procs_max)
            """;

    private final Sql sql;

    JobNodeWriter(Sql sql) {
        this.sql = sql;
    }

    Sample sample(long node, long t, @Nullable Long intervalMillis) {
        return new Sample(node, t, intervalMillis);
    }

    private record Job(long id, long epoch, long user) {}

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

    /** The jobs of one sample. */
    final class Sample {
        private final long node;
        private final long t;
        private final @Nullable Long intervalMillis;
        private final Map<Job, Sums> jobs = new LinkedHashMap<>();

        private Sample(long node, long t, @Nullable Long intervalMillis) {
            this.node = node;
            this.t = t;
            this.intervalMillis = intervalMillis;
        }

        void add(SampleJob job, long user) {
            Sums sums =
                    jobs.computeIfAbsent(new Job(job.job(), job.epoch(), user), _ -> new Sums());
            job.processes().forEach(sums::add);
        }

        void write() throws SQLException {
            for (Map.Entry<Job, Sums> entry : jobs.entrySet()) {
                Job job = entry.getKey();
                Sums sums = entry.getValue();
                sql.call(UPSERT)
                        .put(job.id())
                        .put(job.epoch())
                        .put(node)
                        .put(job.user())
                        .put(t)
                        .put(t)
                        .put(cpuMillis(sums.util))
                        .put(intervalMillis == null)
                        .put(sums.util)
                        .put(sums.rss)
                        .put(sums.processes)
                        .run();
            }
        }

        /** Thousandths of a percent, times milliseconds, to milliseconds of CPU time. */
        private long cpuMillis(long util) {
            return intervalMillis == null ? 0 : Math.round(util / 1e5 * intervalMillis);
        }
    }
}
