package hydrophone.agent;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.SampleCollector;
import hydrophone.message.SampleAttributes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A daemon's samples of one job, and the CPU time that they add up to: cpu_util x interval / 100,
 * as any reader of the messages would.
 */
final class CpuSum {
    private static final double TICKS = 0.03;

    /**
     * Seconds by which a scan may come later to a process than the one before did: it reads one
     * after the other, on a machine that is busy. Less than what the collector itself cuts off.
     */
    private static final double SCAN = 0.1;

    private final SampleCollector collector = Seen.daemon();
    private final long job;
    private final Map<Long, Double> byPid = new HashMap<>();
    private final List<String> tooMuch = new ArrayList<>();
    private double sum;
    private int samples;
    private double longest;

    /** Takes the first sample: what was spent before does not count. */
    CpuSum(long job) throws CollectException {
        this.job = job;
        var _ = Seen.collect(collector);
    }

    /** Samples every so often until it is over, and once more. */
    void until(BooleanSupplier over, double cadence) throws CollectException {
        while (!over.getAsBoolean()) {
            long next = System.nanoTime() + (long) (cadence * 1e9);
            while (System.nanoTime() < next && !over.getAsBoolean()) {
                LockSupport.parkNanos(20_000_000);
            }
            sample();
        }
        sample();
    }

    void sample() throws CollectException {
        Observation observation = Seen.collect(collector);
        SampleAttributes sample = Seen.sample(observation);
        double interval = Double.parseDouble(observation.attrs().getFirst().value());
        if (!sample.errors().isEmpty()) throw new AssertionError(sample.errors());
        samples++;
        longest = Math.max(longest, interval);
        int cores = Runtime.getRuntime().availableProcessors();
        for (Seen seen : Seen.byPid(sample).values()) {
            check(seen, interval, cores);
            if (seen.job() != job) continue;
            double spent = seen.process().cpuUtil() * interval / 100;
            sum += spent;
            byPid.merge(seen.process().pid(), spent, Double::sum);
        }
    }

    /** The storm's compilers are single-threaded and have no children. */
    private void check(Seen seen, double interval, int cores) {
        boolean single = seen.process().cmd().equals("cc1") && seen.job() == job;
        double seconds = (single ? 1 : cores) * (interval + SCAN) + TICKS;
        double spent = seen.process().cpuUtil() * interval / 100;
        if (spent > seconds) tooMuch.add(interval + " s: " + seen);
    }

    /** Seconds of CPU over all samples. */
    double sum() {
        return sum;
    }

    double of(long pid) {
        return byPid.getOrDefault(pid, 0.0);
    }

    int samples() {
        return samples;
    }

    /** Different processes of the job that stood in a sample. */
    int seen() {
        return byPid.size();
    }

    double longestInterval() {
        return longest;
    }

    /** Utilisations beyond what is possible. */
    List<String> tooMuch() {
        return tooMuch;
    }
}
