package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.SampleCollector;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Real control groups, made here as slurmd makes them: who moves into a job stands there next. */
@Isolated("it measures")
final class JobGroupIT {
    private static final long JOB = 990_000_100;

    private static JobGroup group(String version, long job) {
        return version.equals("v1") ? JobGroup.v1(job) : JobGroup.v2(job);
    }

    private static Seen seen(SampleCollector collector, long pid) throws CollectException {
        Seen seen = all(collector).get(pid);
        if (seen == null) throw new AssertionError(pid + " is not in the sample");
        return seen;
    }

    private static Map<Long, Seen> all(SampleCollector collector) throws CollectException {
        return Seen.byPid(Seen.sample(Seen.collect(collector)));
    }

    private static void in(long job, Seen seen) {
        assertEquals(job, seen.job(), seen::toString);
        assertTrue(seen.slurm(), seen::toString);
    }

    private static void inItsGroup(Seen seen) {
        long pid = seen.process().pid();
        assertEquals(ProcStat.of(pid).orElseThrow().group(), seen.job(), seen::toString);
        assertTrue(seen.epoch() > 0, seen::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aProcessThatIsMovedIntoAJobStandsThereInTheNextSample(String version) throws Exception {
        try (JobGroup one = group(version, JOB);
                JobGroup other = group(version, JOB + 1)) {
            Process sleep = new ProcessBuilder("sleep", "600").start();
            try {
                var collector = Seen.daemon();
                inItsGroup(seen(collector, sleep.pid()));
                one.take(sleep.pid());
                in(JOB, seen(collector, sleep.pid()));
                other.take(sleep.pid());
                in(JOB + 1, seen(collector, sleep.pid()));
                leaves(other, collector, sleep.pid());
            } finally {
                sleep.destroyForcibly().waitFor();
            }
        }
    }

    /** Nobody leaves a job; should it be, some samples may pass. */
    private static void leaves(JobGroup group, SampleCollector collector, long pid)
            throws CollectException {
        in(JOB + 1, seen(collector, pid));
        group.release(pid);
        for (int i = 0; i < 9; i++) all(collector);
        inItsGroup(seen(collector, pid));
    }

    /** What pam_slurm_adopt does to a session that has been there for long. */
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void soDoesAnOldOneWhenSamplesAreTenSecondsApart(String version) throws Exception {
        try (JobGroup group = group(version, JOB + 3)) {
            Process sleep = new ProcessBuilder("sleep", "600").start();
            try {
                var collector = Seen.daemon();
                for (int i = 0; i < 5; i++) inItsGroup(seen(collector, sleep.pid()));
                group.take(sleep.pid());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10_050));
                in(JOB + 3, seen(collector, sleep.pid()));
            } finally {
                sleep.destroyForcibly().waitFor();
            }
        }
    }

    /** The child has ended, and its parent, which was a shell and is sleep now, does not wait. */
    private static Process parentOfZombie() throws IOException {
        return new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; exec sleep 601").start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aZombieStaysWithItsJobWhetherItWasSeenAliveOrNot(String version) throws Exception {
        try (JobGroup group = group(version, JOB + 2)) {
            Process parent =
                    new ProcessBuilder("sh", "-c", "read go; sleep 600 & echo $!; exec sleep 601")
                            .start();
            try {
                group.take(parent.pid());
                parent.outputWriter().append("go\n").flush();
                long child = Long.parseLong(parent.inputReader().readLine());
                var before = Seen.daemon();
                in(JOB + 2, seen(before, child));
                Shell.lines("kill", "-KILL", Long.toString(child));
                Awaitility.await("zombie").until(() -> ProcStat.of(child).orElseThrow().zombie());
                Seen zombie = seen(before, child);
                assertEquals("sleep <defunct>", zombie.process().cmd());
                in(JOB + 2, zombie);
                in(JOB + 2, seen(before, child));
                in(JOB + 2, seen(Seen.daemon(), child));
            } finally {
                parent.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aZombieOutsideOfJobsStandsUnderItsProcessGroup() throws Exception {
        Process parent = parentOfZombie();
        try {
            long child = Long.parseLong(parent.inputReader().readLine());
            Shell.lines("kill", "-KILL", Long.toString(child));
            Awaitility.await("zombie").until(() -> ProcStat.of(child).orElseThrow().zombie());
            inItsGroup(seen(Seen.daemon(), child));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }
}
