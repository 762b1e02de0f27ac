package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.Storm.Spent;
import hydrophone.testing.Needs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Over a storm of short-lived processes a daemon's samples add up to the CPU time that the kernel
 * gave the job, within two parts in a hundred and a few ticks, both ways. {@code
 * -Dstorm.seconds=60} makes it longer.
 */
@Isolated("it measures")
final class ForkStormIT {
    private static final int SECONDS = Integer.getInteger("storm.seconds", 10);
    private static final long JOB = 990_000_001;
    private static final double TWO_PERCENT = 0.02;
    private static final double FEW_TICKS = 0.05;

    @TempDir Path folder;

    @BeforeEach
    void needs() {
        Needs.that(Files.isReadable(Path.of("/proc/self/stat")), "needs Linux");
        Needs.that(Shell.works("setsid", "--version"), "needs setsid");
    }

    private void compiler() {
        Needs.that(Storm.build(folder), "no C compiler: the shells' storm is tested alone");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 5})
    void nothingOfAForkStormIsLostOrGained(double cadence) throws Exception {
        compiler();
        try (Storm storm = Storm.compiled(folder, SECONDS)) {
            var sum = new CpuSum(storm.pid());
            storm.go();
            sum.until(storm::done, cadence);
            Spent spent = storm.spent();
            say("cadence " + cadence + " s", sum, spent.total(), spent);
            assertTrue(spent.processes() > 5L * SECONDS, spent::toString);
            check(sum, spent.total());
        }
    }

    @Test
    void norOfAStormOfShells() throws Exception {
        try (Storm storm = Storm.shells(SECONDS / 2)) {
            var sum = new CpuSum(storm.pid());
            storm.go();
            sum.until(storm::done, 1);
            Spent spent = storm.spent();
            say("shells", sum, spent.total(), spent);
            check(sum, spent.total());
        }
    }

    /** The kernel gives their ticks to nobody; what was seen of them while they lived stays. */
    @Test
    void aParentThatIgnoresSigchldLosesItsChildrenAlone() throws Exception {
        compiler();
        try (Storm storm = Storm.compiled(folder, SECONDS / 2, "ignore")) {
            var sum = new CpuSum(storm.pid());
            storm.go();
            sum.until(storm::done, 1);
            Spent spent = storm.spent();
            say("SIGCHLD ignored", sum, spent.spent(), spent);
            assertEquals(0, spent.reaped(), "the kernel gave them to somebody after all");
            assertEquals(spent.own(), sum.of(storm.pid()), slack(spent.own()), "its own time");
            assertTrue(sum.sum() <= spent.spent() + slack(spent.spent()), "gained");
            assertEquals(java.util.List.of(), sum.tooMuch());
        }
    }

    @Test
    void aJobsTimeIsThatOfItsAccountV1() throws Exception {
        compiler();
        try (JobGroup account = JobGroup.accounting(JOB);
                JobGroup job = JobGroup.v1(JOB);
                Storm storm = Storm.compiled(folder, SECONDS)) {
            account.take(storm.pid());
            compare(account, job, storm);
        }
    }

    @Test
    void aJobsTimeIsThatOfItsAccountV2() throws Exception {
        compiler();
        try (JobGroup job = JobGroup.v2(JOB);
                Storm storm = Storm.compiled(folder, SECONDS)) {
            compare(job, job, storm);
        }
    }

    private static void compare(JobGroup account, JobGroup job, Storm storm) throws Exception {
        job.take(storm.pid());
        var sum = new CpuSum(JOB);
        double before = account.usage();
        storm.go();
        sum.until(storm::done, 1);
        double rise = account.usage() - before;
        Spent spent = storm.spent();
        say("account " + two(rise) + " s", sum, rise, spent);
        check(sum, rise);
    }

    private static void check(CpuSum sum, double truth) {
        assertTrue(truth > SECONDS / 10.0, "the storm got only " + truth + " s");
        assertEquals(truth, sum.sum(), slack(truth));
        assertEquals(java.util.List.of(), sum.tooMuch());
    }

    private static double slack(double truth) {
        return TWO_PERCENT * truth + FEW_TICKS;
    }

    private static void say(String what, CpuSum sum, double truth, Spent spent) {
        double percent = 100 * (sum.sum() / truth - 1);
        System.out.printf(
                Locale.ROOT,
                "ForkStormIT: %s: %.2f s of %.2f s (%+.2f %%), %d processes, %d of them seen in %d"
                        + " samples, longest interval %.3f s%n",
                what,
                sum.sum(),
                truth,
                percent,
                spent.processes(),
                sum.seen(),
                sum.samples(),
                sum.longestInterval());
    }

    private static String two(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
