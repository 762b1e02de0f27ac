package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

class JobGroupsTest {
    private record Shown(long pid, long job, boolean slurm) {}

    private final List<Shown> shown = new ArrayList<>();
    private final Selection selection =
            new Selection(
                    new Selection.Keys() {
                        @Override
                        public long job(int code) {
                            return shown.get(code).job();
                        }

                        @Override
                        public boolean slurm(int code) {
                            return shown.get(code).slurm();
                        }

                        @Override
                        public long pid(int code) {
                            return shown.get(code).pid();
                        }
                    });

    private void shown(int pid, String user, long job, boolean slurm) {
        selection.add(shown.size(), user);
        shown.add(new Shown(pid, job, slurm));
    }

    private List<SampleJob> jobs() {
        selection.sort();
        return new JobGroups(selection, this::process, 99);
    }

    private SampleProcess process(int code) {
        long pid = shown.get(code).pid();
        return new SampleProcess(0, 0, 0, 0, 0, "x", pid, 1, false, 0, 0, 0, 0, 0, List.of());
    }

    private static List<String> words(List<SampleJob> jobs) {
        return jobs.stream()
                .map(job ->
                        job.job()
                                + job.user()
                                + job.epoch()
                                + job.processes().stream().map(SampleProcess::pid).toList())
                .toList();
    }

    @Test
    void groupsAreSortedAndKeepUsersAndKindsOfJobApart() {
        shown(3, "bob", 7, true);
        shown(4, "anna", 7, true);
        shown(5, "anna", 7, false);
        shown(6, "anna", 7, true);
        shown(8, "anna", 2, false);
        assertEquals(
                List.of("2anna99[8]", "7anna99[5]", "7anna0[4, 6]", "7bob0[3]"), words(jobs()));
    }

    @Test
    void eachProcessOfJobZeroStandsAlone() {
        shown(3, "r", 0, false);
        shown(4, "r", 0, false);
        assertEquals(List.of("0r99[3]", "0r99[4]"), words(jobs()));
    }

    @Test
    void manyGroupsAreAsMany() {
        for (int pid = 1; pid <= 1000; pid++) shown(1001 - pid, "u", pid, false);
        assertEquals(1000, jobs().size());
        assertEquals("1000u99[1]", words(jobs()).getLast());
        selection.clear();
        assertEquals(List.of(), jobs());
    }

    @Test
    void theHeaviestAreKept() {
        for (int pid = 1; pid <= 100; pid++) shown(pid, "u", 7, true);
        selection.keep(50, code -> code % 2);
        selection.keep(3, code -> code);
        assertEquals(List.of("7u0[96, 98, 100]"), words(jobs()));
    }

    /** Such a machine's second group was looked for without an end, or got a negative pid. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 1L << 53, -1, Long.MIN_VALUE})
    void anAbsurdPidMaxStillGivesPids(long pidMax) {
        var pids = new SyntheticPids(pidMax);
        long a = pids.of(new Rollup.Key(1, 1, "a", 1, false));
        assertEquals(a + 1, pids.of(new Rollup.Key(1, 1, "b", 1, false)));
        assertTrue(a > 301 && a < 1L << 53);
    }

    @Test
    void syntheticPidsAreStableForgottenAndNeverSharedAfterTheyRunOut() {
        var pids = new SyntheticPids(10, 14);
        Rollup.Key a = new Rollup.Key(1, 1, "a", 1, false);
        Rollup.Key b = new Rollup.Key(1, 1, "b", 1, false);
        assertEquals(11, pids.of(a));
        assertEquals(12, pids.of(b));
        pids.forgetUnseen();
        assertEquals(12, pids.of(b));
        pids.forgetUnseen();
        assertEquals(12, pids.of(b));
        assertEquals(13, pids.of(a));
        assertEquals(14, pids.of(new Rollup.Key(2, 1, "c", 1, false)));
        pids.forgetUnseen();
        assertEquals(11, pids.of(new Rollup.Key(3, 1, "d", 1, false)));
    }
}
