package hydrophone.testing.slurm;

import com.fasterxml.jackson.databind.JsonNode;

import hydrophone.testing.slurm.SlurmRecord.Members;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Jobs and steps by the word of {@code sacct -aD --json}, earlier runs of requeued jobs too. Exit
 * codes, limits and reservations, which the JSON of Slurm 22.05 has wrong, are asked for by
 * themselves.
 */
public final class SlurmAccounting {
    /** What it says of a job. */
    public static final List<String> OF_JOBS =
            List.of(
                    "job_id",
                    "job_name",
                    "job_state",
                    "array_job_id",
                    "array_task_id",
                    "het_job_id",
                    "het_job_offset",
                    "user_name",
                    "account",
                    "submit_time",
                    "time_limit",
                    "partition",
                    "reservation",
                    "nodes",
                    "priority",
                    "allocated_resources",
                    "requested_cpus",
                    "start_time",
                    "end_time",
                    "suspend_time",
                    "exit_code",
                    "exit_signal",
                    "requested_node_count",
                    "distribution",
                    "ElapsedRaw",
                    "SystemCPU",
                    "UserCPU");

    /** What it says of a step. */
    public static final List<String> OF_STEPS =
            List.of(
                    "job_id",
                    "job_step",
                    "job_name",
                    "job_state",
                    "nodes",
                    "allocated_resources",
                    "start_time",
                    "end_time",
                    "exit_code",
                    "exit_signal",
                    "requested_node_count",
                    "distribution",
                    "ElapsedRaw",
                    "SystemCPU",
                    "UserCPU");

    private static final String STATES =
            "BOOT_FAIL,CANCELLED,COMPLETED,DEADLINE,FAILED,NODE_FAIL,OUT_OF_MEMORY,PREEMPTED,"
                    + "REQUEUED,REVOKED,TIMEOUT,PENDING,RUNNING,SUSPENDED,RESIZING";
    private static final String[] ALL = {"-S", "2020-01-01", "-E", "now+3650days", "-s", STATES};

    private SlurmAccounting() {}

    /** All of the cluster, also jobs that are not eligible to run. */
    public static SortedMap<RunKey, SlurmRecord> read() {
        Map<RunKey, String[]> columns = new HashMap<>();
        SortedMap<RunKey, SlurmRecord> records = new TreeMap<>();
        read(ALL, columns, records);
        String waiting = SlurmShell.run("squeue", "-h", "-a", "-t", "PD", "-o", "%A").out();
        String ids = String.join(",", waiting.lines().distinct().toList());
        // These are in no window of time.
        if (!ids.isEmpty()) read(new String[] {"-j", ids}, columns, records);
        return records;
    }

    private static void read(
            String[] which, Map<RunKey, String[]> columns, SortedMap<RunKey, SlurmRecord> records) {
        columns.putAll(columns(which));
        for (JsonNode job : json(which)) {
            put(records, job(job, columns));
            for (JsonNode step : job.path("steps")) put(records, step(job, step, columns));
        }
    }

    private static JsonNode json(String[] which) {
        return SlurmShell.json(command(which, "sacct", "-aD", "--json")).path("jobs");
    }

    /** What the JSON of some versions has wrong; none of these columns holds users' text. */
    private static Map<RunKey, String[]> columns(String[] which) {
        String fields = "JobIDRaw,Submit,Start,ExitCode,TimelimitRaw,Reservation,ReqNodes,Layout";
        String[] command =
                command(which, "env", "SLURM_TIME_FORMAT=%s", "sacct", "-aDPn", "-o", fields);
        Map<RunKey, String[]> columns = new HashMap<>();
        for (String line : SlurmShell.text(command).lines().toList()) {
            String[] cells = line.split("\\|", -1);
            String[] id = cells[0].split("\\.", 2);
            String step = id.length > 1 ? id[1] : "";
            String time = cells[step.isEmpty() ? 1 : 2];
            columns.put(new RunKey(Long.parseLong(id[0]), step, number(time)), cells);
        }
        return columns;
    }

    private static String[] command(String[] which, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of(which));
        return command.toArray(String[]::new);
    }

    private static void put(SortedMap<RunKey, SlurmRecord> records, SlurmRecord record) {
        SlurmRecord twice = records.put(record.key(), record);
        if (twice != null && !twice.equals(record)) {
            throw new AssertionError("twice: " + twice + " " + record);
        }
    }

    private static SlurmRecord job(JsonNode job, Map<RunKey, String[]> columns) {
        Members record = new Members();
        long id = job.path("job_id").asLong();
        JsonNode time = job.path("time");
        record.put("job_id", id);
        record.put("job_name", text(job.path("name")));
        record.put("job_state", job.at("/state/current").asText());
        arrays(record, job);
        record.put("user_name", job.at("/association/user").asText());
        record.put("account", job.path("account").asText());
        record.put("submit_time", time.path("submission").asLong());
        record.put("partition", job.path("partition").asText());
        record.put("nodes", nodes(job.path("nodes")));
        record.put("priority", job.path("priority").asLong() + 2);
        record.put("allocated_resources", Tres.normal(job.at("/tres/allocated")));
        record.put("requested_resources", Tres.normal(job.at("/tres/requested")));
        record.put("requested_cpus", job.at("/required/CPUs").asLong());
        times(record, time);
        // The JSON of some versions leaves a job's own at 0, or does not carry its microseconds.
        record.put("SystemCPU", seconds(job.path("steps"), "system"));
        record.put("UserCPU", seconds(job.path("steps"), "user"));
        RunKey key = new RunKey(id, "", time.path("submission").asLong());
        return columns(record, columns.get(key)).at(key);
    }

    private static void arrays(Members record, JsonNode job) {
        long array = job.at("/array/job_id").asLong();
        record.put("array_job_id", array);
        if (array != 0) record.put("array_task_id", job.at("/array/task_id").asLong());
        long het = job.at("/het/job_id").asLong();
        record.put("het_job_id", het);
        if (het != 0) record.put("het_job_offset", job.at("/het/job_offset").asLong());
    }

    private static SlurmRecord step(JsonNode job, JsonNode step, Map<RunKey, String[]> columns) {
        Members record = new Members();
        long id = job.path("job_id").asLong();
        String name = step.at("/step/id").asText();
        JsonNode time = step.path("time");
        record.put("job_id", id);
        record.put("job_step", name);
        record.put("job_name", text(step.at("/step/name")));
        record.put("run_submit_time", job.at("/time/submission").asLong());
        record.put("job_state", step.path("state").asText());
        record.put("nodes", nodes(step.at("/nodes/range")));
        record.put("allocated_resources", Tres.normal(step.at("/tres/allocated")));
        times(record, time);
        RunKey key = new RunKey(id, name, time.path("start").asLong());
        return columns(record, columns.get(key)).at(key);
    }

    private static void times(Members record, JsonNode time) {
        record.put("start_time", time.path("start").asLong());
        record.put("end_time", time.path("end").asLong());
        record.put("suspend_time", time.path("suspended").asLong());
        record.put("ElapsedRaw", time.path("elapsed").asLong());
        record.put("SystemCPU", time.at("/system/seconds").asLong());
        record.put("UserCPU", time.at("/user/seconds").asLong());
    }

    /** Of all steps, in whole seconds. */
    private static long seconds(JsonNode steps, String kind) {
        long micros = 0;
        for (JsonNode step : steps) {
            JsonNode time = step.path("time").path(kind);
            micros +=
                    time.path("seconds").asLong() * 1_000_000 + time.path("microseconds").asLong();
        }
        return micros / 1_000_000;
    }

    private static Members columns(Members record, String @Nullable [] cells) {
        if (cells == null) return record;
        String[] exit = (cells[3] + ":").split(":", -1);
        record.put("exit_code", number(exit[0])).put("exit_signal", number(exit[1]));
        record.put("time_limit", limit(cells[4]));
        record.put("reservation", cells[5]).put("requested_node_count", number(cells[6]));
        return record.put("distribution", cells[7]);
    }

    private static long limit(String minutes) {
        if (minutes.equals("UNLIMITED")) return 1;
        return minutes.isEmpty() || number(minutes) == 0 ? 0 : 2 + 60 * number(minutes);
    }

    private static long number(String text) {
        return text.matches("\\d+") ? Long.parseLong(text) : 0;
    }

    private static String nodes(JsonNode list) {
        String text = text(list);
        return text.equals("None assigned") ? "" : text;
    }

    private static String text(JsonNode text) {
        return text.isNull() ? "" : text.asText();
    }
}
