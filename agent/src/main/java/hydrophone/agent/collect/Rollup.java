package hydrophone.agent.collect;

import hydrophone.agent.process.ProcessTable;
import hydrophone.message.SampleProcess;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Merges the leaves of a Slurm job that have the same parent and the same command (and user) into
 * one process that bears their sums and a synthetic pid. A leaf that is alone stays as it is. Not
 * thread-safe.
 */
final class Rollup {
    private final SyntheticPids pids;
    private final boolean named;
    private final RowOrder leaves = new RowOrder();
    private boolean[] parent = new boolean[256];

    /**
     * @param named false: what was merged bears no pid, as in Sonar's one-shot output
     */
    Rollup(SyntheticPids pids, boolean named) {
        this.pids = pids;
        this.named = named;
    }

    /** What is merged into one; a living process may be called "x <defunct>", too. */
    record Key(long job, long ppid, String cmd, long uid, boolean zombie) {}

    /**
     * Looks at every process of the scan, since one that is left out of the message may still be
     * somebody's child.
     *
     * @param single takes each row that stays as it is
     */
    List<Merged> merge(Figures figures, IntConsumer single) {
        ProcessTable table = figures.table();
        findParents(table);
        leaves.clear();
        for (int row = 0; row < table.size(); row++) {
            if (!table.shown(row)) continue;
            boolean eligible = table.slurm(row) && table.job(row) != 0 && !parent[row];
            if (eligible) leaves.add(row);
            else single.accept(row);
        }
        leaves.sort((a, b) -> compare(table, a, b));
        List<Merged> merged = new ArrayList<>();
        for (int from = 0; from < leaves.size(); ) {
            int to = end(table, from);
            if (to - from == 1) single.accept(leaves.at(from));
            else merged.add(merge(figures, from, to));
            from = to;
        }
        pids.forgetUnseen();
        return merged;
    }

    private void findParents(ProcessTable table) {
        if (parent.length < table.size()) parent = new boolean[2 * table.size()];
        java.util.Arrays.fill(parent, 0, table.size(), false);
        for (int row = 0; row < table.size(); row++) {
            int above = table.row(table.ppid(row));
            if (above >= 0) parent[above] = true;
        }
    }

    private static int compare(ProcessTable table, int a, int b) {
        if (table.job(a) != table.job(b)) return Long.compare(table.job(a), table.job(b));
        if (table.ppid(a) != table.ppid(b)) return Integer.compare(table.ppid(a), table.ppid(b));
        if (table.uid(a) != table.uid(b)) return Long.compare(table.uid(a), table.uid(b));
        if (table.zombie(a) != table.zombie(b)) return table.zombie(a) ? 1 : -1;
        return table.comm(a).compareTo(table.comm(b));
    }

    private int end(ProcessTable table, int from) {
        int to = from + 1;
        while (to < leaves.size() && compare(table, leaves.at(from), leaves.at(to)) == 0) to++;
        return to;
    }

    private Merged merge(Figures figures, int from, int to) {
        ProcessTable table = figures.table();
        int first = leaves.at(from);
        var sum = new Sum();
        for (int i = from; i < to; i++) sum.add(figures, leaves.at(i));
        Key key =
                new Key(
                        table.job(first),
                        table.ppid(first),
                        figures.cmd(first),
                        table.uid(first),
                        table.zombie(first));
        long pid = named ? pids.of(key) : 0;
        return new Merged(
                key.uid(),
                key.job(),
                table.pid(first),
                Math.min(99.9, sum.memPercent),
                sum.process(figures, key, pid, to - from - 1));
    }

    /** Ticks are summed before they are rounded: a hundred short ones are worth a second too. */
    private static final class Sum {
        private long anonymous;
        private long dataAndStack;
        private long read;
        private long written;
        private long cancelled;
        private long threads;
        private long spent;
        private long charged;
        private double cpuAvg;
        private double memPercent;
        private boolean container;

        void add(Figures figures, int row) {
            ProcessTable table = figures.table();
            anonymous += table.residentAnonymous(row);
            dataAndStack += table.dataAndStack(row);
            read += table.read(row);
            written += table.written(row);
            cancelled += table.cancelled(row);
            threads += table.threads(row) - 1;
            spent += table.own(row) + table.reaped(row);
            charged += table.charged(row);
            cpuAvg += figures.cpuAvg(row);
            memPercent += figures.memPercent(row);
            container |= table.container(row);
        }

        SampleProcess process(Figures figures, Key key, long pid, long others) {
            return new SampleProcess(
                    anonymous,
                    dataAndStack,
                    read,
                    written,
                    cancelled,
                    key.cmd(),
                    pid,
                    key.ppid(),
                    container,
                    threads,
                    Figures.threeDecimals(cpuAvg),
                    figures.cpuUtil(charged),
                    Figures.cpuTime(spent),
                    others,
                    List.of());
        }
    }
}
