package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.slurm.ClusterDaemon;
import hydrophone.testing.slurm.SlurmShell;
import hydrophone.testing.slurm.TestCluster;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Whatever happens to Slurm's daemons, to sacct and to the agent itself: afterwards every job that
 * ended meanwhile is in the messages as the accounting has it, and meanwhile no sample of the same
 * daemon is missing, or late by more than a second. Each waits for minutes to pass, so those that
 * leave Slurm's daemons alone run at the same time, and other classes beside them, but for those
 * that need Slurm or a quiet machine.
 */
@Execution(ExecutionMode.CONCURRENT)
final class SlurmFaultsIT {
    /** Longer than the window of a minute that the daemon asks for by itself. */
    private static final int OUTAGE_S = 75;

    static final String DAEMONS = "Slurm's daemons";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path folder;
    private TestCluster cluster = TestCluster.none();

    @BeforeEach
    void slurm() {
        cluster = TestCluster.find();
    }

    @Test
    @ResourceLock(DAEMONS)
    void slurmdbdIsDown() {
        try (ClusterDaemon slurmdbd = cluster.daemon("slurmdbd");
                OwnJobs jobs = new OwnJobs(cluster.users());
                MasterDaemon agent = new MasterDaemon(folder, "")) {
            awaitFirst(agent);
            slurmdbd.end();
            jobs.shortOnes();
            jobs.awaitEnded();
            sleep(OUTAGE_S);
            slurmdbd.start();
            awaitSent(agent, jobs);
            assertTrue(
                    agent.jobErrors().stream().anyMatch(error -> error.startsWith("sacct: ")),
                    () -> agent.jobErrors().toString());
            verdict(agent, "slurmdbd down");
        }
    }

    @Test
    @ResourceLock(DAEMONS)
    void slurmctldIsDown() {
        try (ClusterDaemon slurmctld = cluster.daemon("slurmctld");
                OwnJobs jobs = new OwnJobs(cluster.users());
                MasterDaemon agent = new MasterDaemon(folder, "")) {
            awaitFirst(agent);
            jobs.shortOnes();
            slurmctld.end();
            await("scontrol's failure").until(() -> has(agent.jobErrors(), "scontrol: "));
            await("sinfo's failure").until(() -> has(agent.clusterErrors(), "sinfo: "));
            slurmctld.start();
            await("slurmctld answers").until(() -> SlurmShell.run("squeue", "-h").status() == 0);
            jobs.awaitEnded();
            awaitSent(agent, jobs);
            verdict(agent, "slurmctld down");
        }
    }

    @Test
    @ResourceLock(value = DAEMONS, mode = ResourceAccessMode.READ)
    void theAgentIsKilled() {
        try (OwnJobs jobs = new OwnJobs(cluster.users());
                MasterDaemon agent = new MasterDaemon(folder, "")) {
            awaitFirst(agent);
            jobs.shortOnes();
            agent.kill9();
            jobs.awaitEnded();
            sleep(OUTAGE_S);
            agent.start();
            awaitSent(agent, jobs);
            verdict(agent, "agent killed");
        }
    }

    @Test
    @ResourceLock(value = DAEMONS, mode = ResourceAccessMode.READ)
    void sacctHangs_talksNonsense_floods_isMissing() throws IOException {
        Path sacct = script();
        try (OwnJobs jobs = new OwnJobs(cluster.users());
                MasterDaemon agent = new MasterDaemon(folder, "sacct-command = " + sacct + "\n")) {
            awaitFirst(agent);
            hangs(jobs);
            mode("garbage");
            jobs.shortOnes();
            await("garbage").until(() -> has(agent.jobErrors(), "unreadable"));
            mode("flood");
            await("flood").until(() -> has(agent.jobErrors(), "killed after 256 MiB"));
            Path away = Files.move(sacct, folder.resolve("sacct.away"));
            jobs.shortOnes();
            await("missing").until(() -> has(agent.jobErrors(), "cannot be started"));
            mode("real");
            Files.move(away, sacct);
            jobs.awaitEnded();
            awaitSent(agent, jobs);
            verdict(agent, "sacct replaced");
            stopsWithTheHung(agent);
        }
    }

    private void hangs(OwnJobs jobs) throws IOException {
        mode("hang");
        Path pid = folder.resolve("pid");
        await("sacct hangs").until(() -> Files.exists(pid));
        jobs.shortOnes();
        sleep(12);
        SlurmShell.text("kill", Programs.text(pid).strip());
    }

    private void stopsWithTheHung(MasterDaemon agent) throws IOException {
        Path file = folder.resolve("pid");
        Files.delete(file);
        mode("hang");
        await("sacct hangs").until(() -> Files.exists(file) && Files.size(file) > 0);
        long began = System.nanoTime();
        assertEquals(0, agent.stop(), agent.err());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        assertTrue(seconds < 10, "took " + seconds + " s to end");
        String pid = Programs.text(file).strip();
        assertFalse(Files.exists(Path.of("/proc", pid)), "the hung sacct is left");
    }

    /** Does what a file says, which the test changes. */
    private Path script() throws IOException {
        mode("real");
        Path sacct = folder.resolve("sacct");
        String text =
                """
                #!/bin/sh
                case $(cat %1$s/mode) in
                    real) exec sacct "$@" ;;
                    hang) echo $$ >%1$s/pid; exec sleep 1000 ;;
                    garbage) head -c 3000000 /dev/urandom; exit 0 ;;
                    flood) yes 'no|record|of|any|job' | head -c 1000000000 ;;
                esac
                """
                        .formatted(folder);
        Files.writeString(sacct, text);
        Files.setPosixFilePermissions(sacct, PosixFilePermissions.fromString("rwxr-xr-x"));
        return sacct;
    }

    private void mode(String mode) throws IOException {
        Files.writeString(folder.resolve("mode"), mode);
    }

    private static void awaitFirst(MasterDaemon agent) {
        await("the first snapshot").until(() -> !agent.records().isEmpty());
    }

    /** Equal to what the accounting says in the end, whichever snapshot brought it. */
    private static void awaitSent(MasterDaemon agent, OwnJobs jobs) {
        int records = jobs.accounted().size();
        assertTrue(records >= 8, records + " records");
        await("all is sent")
                .untilAsserted(() ->
                        assertEquals(
                                List.of(), OwnJobs.differences(jobs.accounted(), agent.records())));
    }

    private static boolean has(List<String> errors, String part) {
        return errors.stream().anyMatch(error -> error.contains(part));
    }

    private static void verdict(MasterDaemon agent, String what) {
        await("more samples").until(() -> agent.samples() >= 5);
        System.out.printf("SlurmFaultsIT: %s: %d samples%n", what, agent.samples());
        assertEquals(List.of(), agent.wrongSamples().stream().limit(5).toList(), agent::err);
        assertTrue(!agent.err().contains("\tat "), agent::err);
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(300));
    }

    private static void sleep(int seconds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < until) LockSupport.parkNanos(50_000_000);
    }
}
