package hydrophone.deploy;

import hydrophone.testing.slurm.RunKey;
import hydrophone.testing.slurm.SlurmAccounting;
import hydrophone.testing.slurm.SlurmRecord;
import hydrophone.testing.slurm.SlurmShell;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Jobs that a test submits to the test cluster; cancelled on close. */
final class OwnJobs implements AutoCloseable {
    private static final String NAME = "hydrophone-master-it";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<String> users;
    private final List<Long> ids = new ArrayList<>();

    OwnJobs(List<String> users) {
        this.users = users;
    }

    /** Three that end within seconds: well, badly, and an array with one of each. */
    void shortOnes() {
        submit("-n1", "--wrap", "srun -n1 sleep 1");
        submit("-n1", "--wrap", "exit 3");
        submit("-n1", "--array=0-1", "--wrap", "sleep 1; exit $SLURM_ARRAY_TASK_ID");
    }

    long submit(String... options) {
        List<String> all = new ArrayList<>(List.of("-J", NAME));
        all.addAll(List.of(options));
        String user = users.get(ids.size() % users.size());
        long id = SlurmShell.submit(user, all.toArray(String[]::new));
        ids.add(id);
        return id;
    }

    void awaitEnded() {
        await("own jobs end").until(() -> squeue().isBlank());
    }

    static void awaitRunning(long id) {
        await("job " + id + " runs")
                .until(() ->
                        !SlurmShell.run("squeue", "-h", "-t", "R", "-j", "" + id).out().isBlank());
    }

    private static String squeue() {
        return SlurmShell.text("squeue", "-h", "-a", "-t", "PD,R,CG,S", "-n", NAME);
    }

    /** What the accounting says of them, once it says that all have ended. */
    SortedMap<RunKey, SlurmRecord> accounted() {
        await("the accounting has them").until(() -> own().size() > ids.size() && ended(own()));
        return own();
    }

    private SortedMap<RunKey, SlurmRecord> own() {
        SortedMap<RunKey, SlurmRecord> records = SlurmAccounting.read();
        records.values().removeIf(record -> !ids.contains(record.key().job()) && !ofArray(record));
        return records;
    }

    private boolean ofArray(SlurmRecord record) {
        String array = record.member("array_job_id");
        return !array.isEmpty() && ids.contains(Long.parseLong(array));
    }

    private static boolean ended(SortedMap<RunKey, SlurmRecord> records) {
        return records.values().stream().noneMatch(record -> record.member("end_time").isEmpty());
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(500));
    }

    /** Where what was sent differs from what the accounting says. */
    static List<String> differences(
            SortedMap<RunKey, SlurmRecord> said, SortedMap<RunKey, SlurmRecord> sent) {
        return said.values().stream()
                .flatMap(record -> difference(record, sent.get(record.key())).stream())
                .collect(Collectors.toList());
    }

    private static List<String> difference(SlurmRecord record, @Nullable SlurmRecord sent) {
        if (sent == null) return List.of("missing: " + record);
        boolean job = record.key().step().isEmpty();
        return record.differences(sent, job ? SlurmAccounting.OF_JOBS : SlurmAccounting.OF_STEPS);
    }

    @Override
    public void close() {
        SlurmShell.run("scancel", "-Q", "-n", NAME);
    }
}
