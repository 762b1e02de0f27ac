package hydrophone.ingest.store;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.List;

/**
 * The processes of a sample: their figures, {@code proc_gpu_sample}, and the job's sums in {@code
 * job_node}. Called once a sample, after its guard row.
 */
final class ProcessWriter {
    private static final String GPU =
            """
            INSERT INTO proc_gpu_sample (node_id, t, proc_id, twin, gpu_ord, idx, card_id, gpu_util, gpu_memory_kb, gpu_memory_util)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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

    /** Gives the processes as {@code open_sample} holds them. */
    String write(long node, long t, @Nullable Long intervalMillis, List<SampleJob> jobs)
            throws SQLException {
        ProcessTable.Sample known = ids.processes().sample(node);
        StringBuilder json = new StringBuilder();
        for (SampleJob job : jobs) {
            long user = ids.user(job.user());
            for (SampleProcess process : job.processes()) {
                long id = known.id(identity(job, user, process));
                long twin = known.twin();
                append(json, id, twin, process);
                if (!process.gpus().isEmpty()) gpus(node, t, id, twin, process.gpus());
            }
        }
        known.done();
        sums.add(node, t, intervalMillis, jobs, ids);
        return Figure.ended(json);
    }

    void finish() throws SQLException {
        sums.finish();
    }

    void forget() {
        sums.forget();
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

    private static void append(StringBuilder json, long id, long twin, SampleProcess p) {
        Figure.append(
                json,
                id,
                twin,
                p.residentMemory(),
                p.virtualMemory(),
                p.dataRead(),
                p.dataWritten(),
                p.dataCancelled(),
                Figures.add(p.numThreads(), 1),
                Figures.thousandths(p.cpuAvg()),
                Figures.thousandths(p.cpuUtil()),
                p.cpuTime(),
                p.rolledup());
    }

    private void gpus(long node, long t, long process, long twin, List<SampleProcessGpu> gpus)
            throws SQLException {
        long gpuOrd = 0;
        for (SampleProcessGpu gpu : gpus) {
            sql.call(GPU)
                    .put(node)
                    .put(t)
                    .put(process)
                    .put(twin)
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
