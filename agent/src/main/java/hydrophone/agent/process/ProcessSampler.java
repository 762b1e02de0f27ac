package hydrophone.agent.process;

import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.process.ProcessScan.Found;
import hydrophone.agent.process.ProcessScan.RawProcess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Observes all processes again and again and charges to each the CPU time of the time in between,
 * as {@link CpuRates} says. One thread; costs one pass over /proc a call, four small files a
 * process and one a kernel thread.
 */
public final class ProcessSampler {
    private final ProcessScan scan;
    private final CpuRates rates = new CpuRates();

    public ProcessSampler(Path procRoot) {
        scan = new ProcessScan(new KernelFiles(procRoot));
    }

    /** Notes what CPU time each process has spent up to now; reads one file a process. */
    public void baseline() {
        scan.ticks(rates.next(scan.uptime()));
        rates.baseline();
    }

    /**
     * Observes all processes.
     *
     * @param limit ticks that no process can have spent since the last call
     * @param uptimeIfUnknown ticks since boot, for a machine without /proc/uptime
     */
    public ProcessTable sample(long limit, long uptimeIfUnknown) {
        long known = scan.uptime();
        long uptime = known > 0 ? known : uptimeIfUnknown;
        Found found = scan.read(rates.next(known));
        long[] charged = rates.charge(limit);
        List<RawProcess> processes = found.processes();
        boolean[] contained = ContainerTrees.members(processes);
        var entries = new ArrayList<ProcessEntry>(processes.size());
        for (int i = 0; i < contained.length; i++) {
            RawProcess process = processes.get(i);
            entries.add(entry(process, contained[i], uptime, charged[process.row()]));
        }
        return new ProcessTable(entries, found.problems());
    }

    private static ProcessEntry entry(
            RawProcess raw, boolean contained, long uptime, long charged) {
        StatLine stat = raw.stat();
        var cgroup = raw.cgroup();
        return new ProcessEntry(
                raw.pid(),
                stat.ppid(),
                stat.comm(),
                stat.zombie(),
                raw.status().uid(),
                cgroup.known() ? cgroup.job() : stat.pgrp(),
                cgroup.slurm(),
                contained || cgroup.container() || raw.status().nested(),
                stat.threads(),
                raw.status().memory(),
                raw.io(),
                stat.own(),
                stat.reaped(),
                Math.max(1, uptime - stat.start()),
                charged);
    }
}
