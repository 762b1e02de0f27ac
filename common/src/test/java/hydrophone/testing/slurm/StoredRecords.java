package hydrophone.testing.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Jobs and steps as rows of the store's view {@code v_slurm_job}. */
public final class StoredRecords {
    private static final Map<String, String> SAME =
            Map.ofEntries(
                    Map.entry("job_id", "job_id"),
                    Map.entry("step", "job_step"),
                    Map.entry("name", "job_name"),
                    Map.entry("state", "job_state"),
                    Map.entry("array_job_id", "array_job_id"),
                    Map.entry("array_task_id", "array_task_id"),
                    Map.entry("het_job_id", "het_job_id"),
                    Map.entry("het_job_offset", "het_job_offset"),
                    Map.entry("user", "user_name"),
                    Map.entry("account", "account"),
                    Map.entry("partition", "partition"),
                    Map.entry("reservation", "reservation"),
                    Map.entry("distribution", "distribution"),
                    Map.entry("req_cpus", "requested_cpus"),
                    Map.entry("req_nodes", "requested_node_count"),
                    Map.entry("start_t", "start_time"),
                    Map.entry("end_t", "end_time"),
                    Map.entry("suspend_s", "suspend_time"),
                    Map.entry("exit_code", "exit_code"),
                    Map.entry("exit_signal", "exit_signal"),
                    Map.entry("elapsed_s", "ElapsedRaw"),
                    Map.entry("system_cpu_s", "SystemCPU"),
                    Map.entry("user_cpu_s", "UserCPU"));

    private StoredRecords() {}

    /**
     * @param rows cells by column, "" where the store has none
     */
    public static SortedMap<RunKey, SlurmRecord> of(List<Map<String, String>> rows) {
        SortedMap<RunKey, SlurmRecord> records = new TreeMap<>();
        for (Map<String, String> row : rows) {
            SlurmRecord record = record(row);
            SlurmRecord twice = records.put(record.key(), record);
            if (twice != null) throw new AssertionError("twice: " + twice + " " + record);
        }
        return records;
    }

    private static SlurmRecord record(Map<String, String> row) {
        SlurmRecord.Members record = new SlurmRecord.Members();
        SAME.forEach((column, member) -> record.put(member, cell(row, column)));
        record.put("nodes", ranges(cell(row, "nodes")));
        record.put("allocated_resources", Tres.normal(cell(row, "alloc_tres")));
        record.put("priority", extended(cell(row, "priority")));
        record.put("time_limit", extended(cell(row, "time_limit_s")));
        boolean job = cell(row, "step").isEmpty();
        record.put(job ? "submit_time" : "run_submit_time", cell(row, "submit_t"));
        long time = Long.parseLong(cell(row, job ? "submit_t" : "step_start_t"));
        return record.at(new RunKey(Long.parseLong(cell(row, "job_id")), cell(row, "step"), time));
    }

    /** Of a list of texts in JSON; no range holds a quote. */
    static String ranges(String json) {
        String[] parts = json.split("\"", -1);
        List<String> ranges = new ArrayList<>();
        for (int i = 1; i < parts.length; i += 2) ranges.add(parts[i]);
        return String.join(",", ranges);
    }

    private static String extended(String value) {
        if (value.isEmpty()) return "";
        long number = Long.parseLong(value);
        return Long.toString(number < 0 ? 1 : number + 2);
    }

    private static String cell(Map<String, String> row, String column) {
        String cell = row.get(column);
        if (cell == null) throw new AssertionError("no column " + column + " in " + row.keySet());
        return cell;
    }
}
