package hydrophone.testing.slurm;

/**
 * What names a run of a job, or a step of it.
 *
 * @param step "" = the job itself
 * @param time of submission; of a step, of its start; seconds since 1970
 */
public record RunKey(long job, String step, long time) implements Comparable<RunKey> {
    @Override
    public int compareTo(RunKey other) {
        int order = Long.compare(job, other.job);
        if (order == 0) order = step.compareTo(other.step);
        return order == 0 ? Long.compare(time, other.time) : order;
    }
}
