package hydrophone.agent.collect;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * Puts processes into jobs: one element for each user and job, process groups apart from a Slurm
 * job of the same number, and one for each process of job 0. Jobs and processes are made when they
 * are asked for, while the message is written, so that thousands of them never exist at a time.
 */
final class JobGroups extends AbstractList<SampleJob> implements RandomAccess {
    private final Selection sorted;
    private final IntFunction<SampleProcess> made;
    private final long epoch;
    private final int[] starts;

    /**
     * @param sorted read as long as this list is
     * @param made turns the selection's code into a process
     * @param epoch of this boot, for jobs that are not Slurm's
     */
    JobGroups(Selection sorted, IntFunction<SampleProcess> made, long epoch) {
        this.sorted = sorted;
        this.made = made;
        this.epoch = epoch;
        this.starts = starts(sorted);
    }

    private static int[] starts(Selection sorted) {
        int[] starts = new int[64];
        int groups = 0;
        for (int i = 0; i < sorted.size(); i++) {
            if (i > 0 && sorted.together(i - 1, i)) continue;
            if (groups + 1 >= starts.length) starts = Arrays.copyOf(starts, 2 * starts.length);
            starts[groups++] = i;
        }
        starts[groups] = sorted.size();
        return Arrays.copyOf(starts, groups + 1);
    }

    @Override
    public SampleJob get(int index) {
        int first = starts[index];
        long ofBoot = sorted.slurm(first) ? 0 : epoch;
        var processes = new Processes(first, starts[index + 1]);
        return new SampleJob(sorted.job(first), sorted.user(first), ofBoot, processes);
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    private final class Processes extends AbstractList<SampleProcess> implements RandomAccess {
        private final int from;
        private final int to;

        Processes(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public SampleProcess get(int index) {
            if (index < 0 || index >= size()) throw new IndexOutOfBoundsException(index);
            return made.apply(sorted.code(from + index));
        }

        @Override
        public int size() {
            return to - from;
        }
    }
}
