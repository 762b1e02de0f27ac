package hydrophone.agent.collect;

import hydrophone.message.SampleProcess;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges the leaves of a Slurm job that have the same parent and the same command (and user) into
 * one process that bears their sums and a synthetic pid. A leaf that is alone stays as it is.
 */
final class Rollup {
    private final SyntheticPids pids;
    private final boolean named;

    /**
     * @param named false: what was merged bears no pid, as in Sonar's one-shot output
     */
    Rollup(SyntheticPids pids, boolean named) {
        this.pids = pids;
        this.named = named;
    }

    /** What is merged into one. */
    record Key(long job, long ppid, String cmd, long uid) {}

    /**
     * @param all every process of the scan, since a process that is left out of the message may
     *     still be somebody's child
     */
    List<ShownProcess> merge(List<ShownProcess> all) {
        Set<Long> parents = new HashSet<>();
        for (ShownProcess shown : all) parents.add(shown.process().ppid());
        Map<Key, List<ShownProcess>> leaves = new LinkedHashMap<>();
        var merged = new ArrayList<ShownProcess>();
        for (ShownProcess shown : all) {
            boolean leaf = !parents.contains(shown.process().pid());
            if (!shown.slurm() || shown.job() == 0 || !leaf) merged.add(shown);
            else leaves.computeIfAbsent(key(shown), _ -> new ArrayList<>()).add(shown);
        }
        leaves.forEach((key, members) -> merged.add(merge(key, members)));
        pids.forgetUnseen();
        merged.sort(Comparator.comparingLong(shown -> shown.process().pid()));
        return merged;
    }

    private static Key key(ShownProcess shown) {
        SampleProcess process = shown.process();
        return new Key(shown.job(), process.ppid(), process.cmd(), shown.uid());
    }

    private ShownProcess merge(Key key, List<ShownProcess> members) {
        ShownProcess first = members.getFirst();
        if (members.size() == 1) return first;
        SampleProcess sum = first.process();
        double memPercent = first.memPercent();
        for (ShownProcess next : members.subList(1, members.size())) {
            sum = plus(sum, next.process());
            memPercent = Math.min(99.9, memPercent + next.memPercent());
        }
        SampleProcess rolled = as(sum, named ? pids.of(key) : 0, members.size() - 1);
        return new ShownProcess(
                first.uid(), first.user(), first.job(), first.slurm(), memPercent, rolled);
    }

    private static SampleProcess plus(SampleProcess a, SampleProcess b) {
        return new SampleProcess(
                a.residentMemory() + b.residentMemory(),
                a.virtualMemory() + b.virtualMemory(),
                a.dataRead() + b.dataRead(),
                a.dataWritten() + b.dataWritten(),
                a.dataCancelled() + b.dataCancelled(),
                a.cmd(),
                a.pid(),
                a.ppid(),
                a.inContainer() || b.inContainer(),
                a.numThreads() + b.numThreads(),
                SampleCollector.threeDecimals(a.cpuAvg() + b.cpuAvg()),
                SampleCollector.threeDecimals(a.cpuUtil() + b.cpuUtil()),
                a.cpuTime() + b.cpuTime(),
                0,
                List.of());
    }

    private static SampleProcess as(SampleProcess sum, long pid, long rolledup) {
        return new SampleProcess(
                sum.residentMemory(),
                sum.virtualMemory(),
                sum.dataRead(),
                sum.dataWritten(),
                sum.dataCancelled(),
                sum.cmd(),
                pid,
                sum.ppid(),
                sum.inContainer(),
                sum.numThreads(),
                sum.cpuAvg(),
                sum.cpuUtil(),
                sum.cpuTime(),
                rolledup,
                sum.gpus());
    }
}
