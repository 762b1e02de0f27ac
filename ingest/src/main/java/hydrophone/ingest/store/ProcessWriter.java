package hydrophone.ingest.store;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;

/**
 * The processes of a sample: {@code proc_sample}, {@code proc_gpu_sample}, and the job's sums in
 * {@code job_node}. Called once a sample, after its guard row.
 */
final class ProcessWriter {
    private static final String PROCESS =
            """
            INSERT INTO proc_sample (node_id, t, ord, job_ord, proc_id, rss_kb, virt_kb, read_kb, written_kb, cancelled_kb,
              threads, cpu_avg_m, cpu_util_m, cpu_time_s, rolledup)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String GPU =
            """
            INSERT INTO proc_gpu_sample (node_id, t, ord, gpu_ord, idx, card_id, gpu_util, gpu_memory_kb, gpu_memory_util)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Sql sql;
    private final Dictionaries ids;
    private final JobNodeWriter sums;

    ProcessWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
        this.sums = new JobNodeWriter(sql);
    }

    static long count(List<SampleJob> jobs) {
        long count = 0;
        for (SampleJob job : jobs) count += job.processes().size();
        return count;
    }

    void write(long node, long t, @Nullable Long intervalMillis, List<SampleJob> jobs)
            throws SQLException {
        ProcessTable.Sample known = ids.processes().sample(node);
        JobNodeWriter.Sample totals = sums.sample(node, t, intervalMillis);
        long ord = 0;
        long jobOrd = 0;
        for (SampleJob job : jobs) {
            long user = ids.user(job.user());
            for (SampleProcess process : job.processes()) {
                long id = known.id(identity(job, user, process));
                process(node, t, ord, jobOrd, id, process);
                gpus(node, t, ord++, process.gpus());
            }
            totals.add(job, user);
            jobOrd++;
        }
        known.done();
        totals.write();
    }

    private ProcessTable.Identity identity(SampleJob job, long user, SampleProcess process)
            throws SQLException {
        return new ProcessTable.Identity(
                job.job(),
                job.epoch(),
                user,
                process.pid(),
                process.ppid(),
                ids.command(process.cmd()),
                process.inContainer());
    }

    private void process(long node, long t, long ord, long jobOrd, long id, SampleProcess p)
            throws SQLException {
        sql.call(PROCESS)
                .put(node)
                .put(t)
                .put(ord)
                .put(jobOrd)
                .put(id)
                .put(p.residentMemory())
                .put(p.virtualMemory())
                .put(p.dataRead())
                .put(p.dataWritten())
                .put(p.dataCancelled())
                .put(Figures.add(p.numThreads(), 1))
                .put(Figures.thousandths(p.cpuAvg()))
                .put(Figures.thousandths(p.cpuUtil()))
                .put(p.cpuTime())
                .put(p.rolledup())
                .run();
    }

    private void gpus(long node, long t, long ord, List<SampleProcessGpu> gpus)
            throws SQLException {
        long gpuOrd = 0;
        for (SampleProcessGpu gpu : gpus) {
            sql.call(GPU)
                    .put(node)
                    .put(t)
                    .put(ord)
                    .put(gpuOrd++)
                    .put(gpu.index())
                    .put(ids.card(gpu.uuid()))
                    .put(gpu.gpuUtil())
                    .put(gpu.gpuMemory())
                    .put(gpu.gpuMemoryUtil())
                    .run();
        }
    }
}
