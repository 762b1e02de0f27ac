package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import org.junit.jupiter.api.Test;

import java.util.List;

class JobGroupsTest {
    private static ShownProcess shown(long pid, String user, long job, boolean slurm) {
        return new ShownProcess(
                1000,
                user,
                job,
                slurm,
                0,
                new SampleProcess(0, 0, 0, 0, 0, "x", pid, 1, false, 0, 0, 0, 0, 0, List.of()));
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
        var jobs =
                JobGroups.of(
                        List.of(
                                shown(3, "bob", 7, true),
                                shown(4, "anna", 7, true),
                                shown(5, "anna", 7, false),
                                shown(6, "anna", 7, true),
                                shown(8, "anna", 2, false)),
                        99);
        assertEquals(List.of("2anna99[8]", "7anna99[5]", "7anna0[4, 6]", "7bob0[3]"), words(jobs));
    }

    @Test
    void eachProcessOfJobZeroStandsAlone() {
        var jobs = JobGroups.of(List.of(shown(3, "r", 0, false), shown(4, "r", 0, false)), 99);
        assertEquals(List.of("0r99[3]", "0r99[4]"), words(jobs));
    }

    @Test
    void syntheticPidsAreStableForgottenAndNeverSharedAfterTheyRunOut() {
        var pids = new SyntheticPids(10, 14);
        Rollup.Key a = new Rollup.Key(1, 1, "a", 1);
        Rollup.Key b = new Rollup.Key(1, 1, "b", 1);
        assertEquals(11, pids.of(a));
        assertEquals(12, pids.of(b));
        pids.forgetUnseen();
        assertEquals(12, pids.of(b));
        pids.forgetUnseen();
        assertEquals(12, pids.of(b));
        assertEquals(13, pids.of(a));
        assertEquals(14, pids.of(new Rollup.Key(2, 1, "c", 1)));
        pids.forgetUnseen();
        assertEquals(11, pids.of(new Rollup.Key(3, 1, "d", 1)));
    }
}
