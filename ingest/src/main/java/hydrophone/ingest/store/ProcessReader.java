package hydrophone.ingest.store;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jobs and processes of a sample, in the order in which the store met the processes. */
final class ProcessReader {
    private static final String PROCESSES =
            """
            SELECT s.proc_id, s.twin, p.job_id, u.name, p.epoch, s.rss_kb, s.virt_kb, s.read_kb, s.written_kb, s.cancelled_kb,
              c.name, p.pid, p.ppid, p.in_container, s.threads, s.cpu_avg_m, s.cpu_util_m, s.cpu_time_s, s.rolledup
            FROM (SELECT * FROM proc_folded WHERE node_id = ?1 AND t = ?2
                UNION ALL SELECT * FROM proc_open WHERE node_id = ?1 AND t = ?2) s
              CROSS JOIN proc p ON p.id = s.proc_id CROSS JOIN usr u ON u.id = p.user_id
              CROSS JOIN command c ON c.id = p.command_id
            ORDER BY s.proc_id, s.twin
            """;
    private static final String GPUS =
            """
            SELECT g.proc_id, g.twin, g.idx, c.uuid, g.gpu_util, g.gpu_memory_kb, g.gpu_memory_util
            FROM proc_gpu_sample g CROSS JOIN card c ON c.id = g.card_id WHERE g.node_id = ? AND g.t = ?
            ORDER BY g.proc_id, g.twin, g.gpu_ord
            """;

    private final Sql sql;

    ProcessReader(Sql sql) {
        this.sql = sql;
    }

    /** A process in a sample. */
    private record Place(long process, long twin) {
        private static Place of(ResultSet row) throws SQLException {
            return new Place(row.getLong(1), row.getLong(2));
        }
    }

    private record Job(long id, long epoch, String user, long alone) {}

    /** Job by job; of what is in no job, each process is one for itself. */
    List<SampleJob> jobs(long node, long t) throws SQLException {
        Map<Place, List<SampleProcessGpu>> gpus = gpus(node, t);
        Map<Job, List<SampleProcess>> jobs = new LinkedHashMap<>();
        sql.call(PROCESSES)
                .put(node)
                .put(t)
                .each(row -> {
                    long id = row.getLong(3);
                    long alone = id == 0 ? jobs.size() : -1;
                    Job job = new Job(id, row.getLong(5), row.getString(4), alone);
                    return jobs.computeIfAbsent(job, _ -> new ArrayList<>())
                            .add(process(row, gpus.getOrDefault(Place.of(row), List.of())));
                });
        List<SampleJob> all = new ArrayList<>();
        jobs.forEach(
                (job, list) -> all.add(new SampleJob(job.id(), job.user(), job.epoch(), list)));
        return all;
    }

    private static SampleProcess process(ResultSet row, List<SampleProcessGpu> gpus)
            throws SQLException {
        return new SampleProcess(
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getString(11),
                row.getLong(12),
                row.getLong(13),
                row.getBoolean(14),
                row.getLong(15) - 1,
                row.getLong(16) / 1000.0,
                row.getLong(17) / 1000.0,
                row.getLong(18),
                row.getLong(19),
                gpus);
    }

    private Map<Place, List<SampleProcessGpu>> gpus(long node, long t) throws SQLException {
        Map<Place, List<SampleProcessGpu>> gpus = new HashMap<>();
        sql.call(GPUS)
                .put(node)
                .put(t)
                .each(row ->
                        gpus.computeIfAbsent(Place.of(row), _ -> new ArrayList<>()).add(gpu(row)));
        return gpus;
    }

    private static SampleProcessGpu gpu(ResultSet row) throws SQLException {
        return new SampleProcessGpu(
                row.getLong(3),
                row.getString(4),
                row.getDouble(5),
                row.getLong(6),
                row.getDouble(7));
    }
}
