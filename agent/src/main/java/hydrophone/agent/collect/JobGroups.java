package hydrophone.agent.collect;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts processes into jobs: one element for each user and job, process groups apart from a Slurm
 * job of the same number, and one for each process of job 0. Sorted by job, user and pid.
 */
final class JobGroups {
    private JobGroups() {}

    private record Key(long job, String user, boolean slurm, long alone)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::job)
                        .thenComparing(Key::user)
                        .thenComparing(Key::slurm)
                        .thenComparingLong(Key::alone);

        static Key of(ShownProcess shown) {
            long alone = shown.job() == 0 ? shown.process().pid() : 0;
            return new Key(shown.job(), shown.user(), shown.slurm(), alone);
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * @param byPid sorted by pid
     * @param epoch of this boot, for jobs that are not Slurm's
     */
    static List<SampleJob> of(List<ShownProcess> byPid, long epoch) {
        Map<Key, List<SampleProcess>> groups = new TreeMap<>();
        for (ShownProcess shown : byPid) {
            groups.computeIfAbsent(Key.of(shown), _ -> new ArrayList<>()).add(shown.process());
        }
        var jobs = new ArrayList<SampleJob>(groups.size());
        groups.forEach((key, processes) ->
                jobs.add(new SampleJob(key.job, key.user, key.slurm ? 0 : epoch, processes)));
        return jobs;
    }
}
