package hydrophone.ingest.store;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The jobs and processes of a sample, each in its place of the message. */
final class ProcessReader {
    private static final String PROCESSES =
            """
            SELECT s.ord, s.job_ord, p.job_id, u.name, p.epoch, s.rss_kb, s.virt_kb, s.read_kb, s.written_kb, s.cancelled_kb,
              c.name, p.pid, p.ppid, p.in_container, s.threads, s.cpu_avg_m, s.cpu_util_m, s.cpu_time_s, s.rolledup
            FROM proc_sample s CROSS JOIN proc p ON p.id = s.proc_id CROSS JOIN usr u ON u.id = p.user_id
              CROSS JOIN command c ON c.id = p.command_id
            WHERE s.node_id = ? AND s.t = ? ORDER BY s.ord
            """;
    private static final String GPUS =
            """
            SELECT g.ord, g.idx, c.uuid, g.gpu_util, g.gpu_memory_kb, g.gpu_memory_util
            FROM proc_gpu_sample g CROSS JOIN card c ON c.id = g.card_id WHERE g.node_id = ? AND g.t = ?
            ORDER BY g.ord, g.gpu_ord
            """;

    private final Sql sql;

    ProcessReader(Sql sql) {
        this.sql = sql;
    }

    List<SampleJob> jobs(long node, long t) throws SQLException {
        Map<Long, List<SampleProcessGpu>> gpus = gpus(node, t);
        Jobs jobs = new Jobs();
        sql.call(PROCESSES)
                .put(node)
                .put(t)
                .each(row -> {
                    List<SampleProcess> processes = jobs.at(row);
                    processes.add(process(row, gpus.getOrDefault(row.getLong(1), List.of())));
                    return null;
                });
        return jobs.all;
    }

    /** One job after the other, as their processes come. */
    private static final class Jobs {
        private final List<SampleJob> all = new ArrayList<>();
        private List<SampleProcess> processes = new ArrayList<>();
        private long ord = -1;

        private List<SampleProcess> at(ResultSet row) throws SQLException {
            long next = row.getLong(2);
            if (next == ord) return processes;
            ord = next;
            processes = new ArrayList<>();
            all.add(new SampleJob(row.getLong(3), row.getString(4), row.getLong(5), processes));
            return processes;
        }
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

    private Map<Long, List<SampleProcessGpu>> gpus(long node, long t) throws SQLException {
        Map<Long, List<SampleProcessGpu>> gpus = new HashMap<>();
        sql.call(GPUS)
                .put(node)
                .put(t)
                .each(row ->
                        gpus.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                                .add(
                                        new SampleProcessGpu(
                                                row.getLong(2),
                                                row.getString(3),
                                                row.getDouble(4),
                                                row.getLong(5),
                                                row.getDouble(6))));
        return gpus;
    }
}
