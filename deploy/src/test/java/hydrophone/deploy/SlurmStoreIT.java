package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Running;
import hydrophone.testing.LocalBroker;
import hydrophone.testing.slurm.ClusterState;
import hydrophone.testing.slurm.RunKey;
import hydrophone.testing.slurm.SlurmAccounting;
import hydrophone.testing.slurm.SlurmRecord;
import hydrophone.testing.slurm.SlurmShell;
import hydrophone.testing.slurm.StoredRecords;
import hydrophone.testing.slurm.TestCluster;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * A real Slurm, the shipped agent, a real Kafka, ingest: what the store says of jobs, runs and
 * steps is what {@code sacct -aD} says, and of partitions and nodes what {@code sinfo} says; also
 * after kill -9 of the agent while jobs end.
 */
@ResourceLock(SlurmFaultsIT.DAEMONS)
final class SlurmStoreIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of what has not ended the accounting says another figure each time. */
    private static final Set<String> PASSING = Set.of("ElapsedRaw", "SystemCPU", "UserCPU");

    @TempDir Path folder;

    @Test
    void theStoreEqualsTheAccounting() throws IOException {
        TestCluster cluster = TestCluster.find();
        StoreFile store = new StoreFile(folder.resolve("data"));
        try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"));
                OwnJobs jobs = new OwnJobs(cluster.users());
                Running ingest = ingest(broker)) {
            Path config = config(broker);
            try (Running agent = agent(config)) {
                requeue(jobs);
                jobs.shortOnes();
                awaitEqual(store);
                jobs.shortOnes();
                agent.kill9();
            }
            jobs.shortOnes();
            try (Running agent = agent(config)) {
                awaitEqual(store);
                assertEquals(0, agent.stop(), agent.said());
            }
            System.out.printf(
                    "SlurmStoreIT: %d records, %d of them of runs before another%n",
                    store.number("SELECT count(*) FROM v_slurm_job"),
                    store.number("SELECT count(*) FROM v_slurm_job WHERE NOT latest"));
            assertTrue(ingest.isAlive(), ingest::said);
        }
        assertEquals(0, store.number("SELECT count(*) FROM v_dead_letter"));
        assertTrue(store.number("SELECT count(*) FROM v_slurm_job WHERE NOT latest") > 1);
    }

    /** Its first run, and its step, are earlier ones from then on. */
    private static void requeue(OwnJobs jobs) {
        long id = jobs.submit("-n1", "--wrap", "srun -n1 sleep 300");
        OwnJobs.awaitRunning(id);
        SlurmShell.text("scontrol", "requeue", Long.toString(id));
    }

    private void awaitEqual(StoreFile store) {
        Awaitility.await("the store equals the accounting")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    assertEquals(List.of(), jobDifferences(store));
                    assertEquals(ClusterState.ofSinfo(), stored(store));
                });
    }

    private static ClusterState stored(StoreFile store) {
        return ClusterState.ofStore(
                store.rows("SELECT * FROM v_partition"), store.rows("SELECT * FROM v_node_state"));
    }

    private static List<String> jobDifferences(StoreFile store) {
        SortedMap<RunKey, SlurmRecord> said = SlurmAccounting.read();
        SortedMap<RunKey, SlurmRecord> stored =
                StoredRecords.of(store.rows("SELECT * FROM v_slurm_job"));
        List<String> differences = new ArrayList<>();
        said.values()
                .forEach(record ->
                        differences.addAll(differences(record, stored.get(record.key()))));
        Set<RunKey> strangers = new HashSet<>(stored.keySet());
        strangers.removeAll(said.keySet());
        strangers.forEach(key -> differences.add("only in the store: " + stored.get(key)));
        return differences.stream().limit(5).toList();
    }

    private static List<String> differences(SlurmRecord record, @Nullable SlurmRecord stored) {
        if (stored == null) return List.of("missing: " + record);
        boolean job = record.key().step().isEmpty();
        List<String> told = new ArrayList<>(job ? SlurmAccounting.OF_JOBS : STEPS);
        if (record.member("end_time").isEmpty()) told.removeAll(PASSING);
        return record.differences(stored, told);
    }

    /** The store knows which run a step belongs to; the messages do not say. */
    private static final List<String> STEPS = steps();

    private static List<String> steps() {
        List<String> steps = new ArrayList<>(SlurmAccounting.OF_STEPS);
        steps.add("run_submit_time");
        return steps;
    }

    private Running ingest(LocalBroker broker) {
        return new Running(
                folder,
                Programs.java(),
                folder.resolve("ingest.log"),
                Programs.bin("ingest"),
                "--cluster",
                "test.cluster",
                "--data-dir",
                folder.resolve("data").toString(),
                "--broker",
                broker.bootstrap());
    }

    private Running agent(Path config) {
        Map<String, String> environment = new HashMap<>(Programs.java());
        environment.put("STATE_DIRECTORY", folder.resolve("state").toString());
        return new Running(
                folder,
                environment,
                folder.resolve("agent.log"),
                Programs.bin("agent"),
                "daemon",
                config.toString());
    }

    private Path config(LocalBroker broker) throws IOException {
        return Files.writeString(
                folder.resolve("master.cfg"),
                """
                [global]
                cluster = test.cluster
                role = master
                [kafka]
                broker-address = %s
                sending-window = 1s
                [jobs]
                cadence = 5s
                window = 20h
                uncompleted = true
                batch-size = 50
                [cluster]
                cadence = 5s
                """
                        .formatted(broker.bootstrap()));
    }
}
