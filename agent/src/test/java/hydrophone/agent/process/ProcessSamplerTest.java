package hydrophone.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Scans that follow each other, of a machine made by hand. */
@EnabledOnOs(OS.LINUX)
class ProcessSamplerTest {
    @TempDir Path proc;

    private ProcessSampler sampler = ProcessSampler.brief(Path.of("/nowhere"));
    private long uptime = 1_000;

    @BeforeEach
    void machine() throws Exception {
        clock(0);
        // A scan looks at the time after 63 processes.
        for (int pid = 1; pid <= 80; pid++) process(pid, "x", 10, 1001, 0, 0);
        sampler = ProcessSampler.lasting(proc);
    }

    /** Seconds pass. */
    private void clock(long seconds) throws IOException {
        uptime += seconds;
        Files.writeString(proc.resolve("uptime"), uptime + ".00 1.00\n");
    }

    private void process(int pid, String comm, long start, int uid, long own, long reaped)
            throws IOException {
        Path folder = Files.createDirectories(proc.resolve("" + pid));
        Files.writeString(
                folder.resolve("stat"),
                pid
                        + " ("
                        + comm
                        + ") S "
                        + (pid > 1 ? 1 : 0)
                        + " 1 1 0 -1 0 0 0 0 0 "
                        + own
                        + " 0 "
                        + reaped
                        + " 0 20 0 1 0 "
                        + start
                        + "\n");
        Files.writeString(folder.resolve("statm"), "9 8 7 0 0 3 0\n");
        Files.writeString(folder.resolve("cgroup"), "0::/user.slice\n");
        user(pid, uid + "\t" + uid + "\t" + uid + "\t" + uid);
    }

    private void user(int pid, String numbers) throws IOException {
        Files.writeString(proc.resolve(pid + "/status"), "Name:\tx\nUid:\t" + numbers + "\n");
    }

    private void ends(int pid) throws IOException {
        for (String file : new String[] {"stat", "statm", "cgroup", "status"}) {
            Files.delete(proc.resolve(pid + "/" + file));
        }
        Files.delete(proc.resolve("" + pid));
    }

    private ProcessTable sample() throws Exception {
        return sampler.sample(1_000_000, 1, System.nanoTime() + 60_000_000_000L);
    }

    private ProcessTable inAHurry() throws Exception {
        return sampler.sample(1_000_000, 1, System.nanoTime() - 1);
    }

    private static long charged(ProcessTable table) {
        long sum = 0;
        for (int row = 0; row < table.size(); row++) sum += table.charged(row);
        return sum;
    }

    private long uid(int pid) throws Exception {
        ProcessTable table = sample();
        return table.uid(table.row(pid));
    }

    @Test
    void aChildThatEndedUnseenInAHurryIsNotChargedTwice() throws Exception {
        process(100, "child", 10, 1001, 500, 0);
        sampler.baseline();
        clock(5);
        ends(100);
        process(1, "x", 10, 1001, 0, 510);
        long hurry = charged(inAHurry());
        clock(5);
        assertEquals(10, hurry + charged(sample()));
        clock(5);
        assertEquals(0, charged(sample()));
    }

    @Test
    void whoWasBornBeforeAScanInAHurryIsChargedAtTheNextOne() throws Exception {
        sampler.baseline();
        process(200, "young", uptime * 100 + 300, 1001, 30, 0);
        clock(5);
        ProcessTable hurry = inAHurry();
        assertEquals("out of time: 18 of 81 processes were not read", hurry.problems().getFirst());
        assertEquals(0, charged(hurry));
        clock(5);
        process(200, "young", uptime * 100 - 700, 1001, 40, 0);
        assertEquals(40, charged(sample()));
    }

    /** One that was there but could not be read is charged from now on, as before. */
    @Test
    void whoIsOlderThanTheUnfinishedScansIsNotCharged() throws Exception {
        sampler.baseline();
        clock(5);
        inAHurry();
        process(200, "old", 20, 1001, 4_000, 0);
        clock(5);
        assertEquals(0, charged(sample()));
    }

    @Test
    void aProgramWithRootsRightsChangesUserAtTheNextSample() throws Exception {
        user(50, "1001\t0\t0\t0");
        sampler.baseline();
        for (int i = 0; i < 5; i++) assertEquals(1001, uid(50));
        user(50, "1002\t1002\t1002\t1002");
        assertEquals(1002, uid(50));
    }

    @Test
    void whoBecomesASubordinateUserDoesSoAfterTenSamples() throws Exception {
        sampler.baseline();
        for (int i = 0; i < 5; i++) assertEquals(1001, uid(50));
        user(50, "100999\t100999\t100999\t100999");
        long seen = 1001;
        for (int i = 0; i < 10; i++) seen = uid(50);
        assertEquals(100999, seen);
    }

    @Test
    void samplesAMinuteApartAreNeverBehind() throws Exception {
        sampler.baseline();
        for (int i = 0; i < 5; i++) assertEquals(1001, uid(50));
        for (int user = 100_000; user < 100_009; user++) {
            clock(60);
            user(50, user + "\t" + user + "\t" + user + "\t" + user);
            assertEquals(user, uid(50));
        }
    }

    @Test
    void samplesTenSecondsApartSeeWhoWasMovedIntoAJob() throws Exception {
        sampler.baseline();
        for (int i = 0; i < 5; i++) {
            clock(10);
            sample();
        }
        uptime--;
        clock(10);
        Files.writeString(proc.resolve("50/cgroup"), "0::/s/slurmstepd.scope/job_7/step_0\n");
        ProcessTable table = sample();
        assertEquals(7, table.job(table.row(50)));
    }

    /** The first file of more than 8 KiB cost the whole sample. */
    @Test
    void aUserOfAThousandGroupsIsShown() throws Exception {
        user(50, "7\t7\t7\t7\nGroups:\t" + "2000000000 ".repeat(1_000));
        sampler.baseline();
        assertEquals(7, uid(50));
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = proc.resolve("81/stat");
        Files.createDirectories(pipe.getParent());
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        ProcessTable table =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> {
                            sampler.baseline();
                            return sample();
                        });
        assertFalse(table.problems().isEmpty());
        assertEquals(80, table.size());
    }
}
