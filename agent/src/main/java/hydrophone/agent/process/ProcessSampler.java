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
 *
 * <p>More processes than the heap can hold are refused before any is read: running out of memory
 * would end the daemon, with all that waits to be sent.
 */
public final class ProcessSampler {
    /**
     * Of the whole heap, with the largest message being made of them and the outbox full; measured.
     */
    private static final long HEAP_EACH = 2_700;

    private final ProcessScan scan;
    private final CpuRates rates = new CpuRates();

    public ProcessSampler(Path procRoot) {
        this(
                procRoot,
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_EACH));
    }

    ProcessSampler(Path procRoot, int most) {
        scan = new ProcessScan(new KernelFiles(procRoot), most);
    }

    /** Notes what CPU time each process has spent up to now; reads one file a process. */
    public void baseline() throws TooManyProcessesException {
        scan.ticks(rates.next(scan.uptime()));
        rates.baseline();
    }

    /**
     * Observes all processes.
     *
     * @param limit ticks that no process can have spent since the last call
     * @param uptimeIfUnknown ticks since boot, for a machine without /proc/uptime
     */
    public ProcessTable sample(long limit, long uptimeIfUnknown) throws TooManyProcessesException {
        long known = scan.uptime();
        long uptime = known > 0 ? known : uptimeIfUnknown;
        Found found = scan.read(rates.next(known));
        long[] charged = rates.charge(limit);
        List<RawProcess> processes = found.processes();
        boolean[] contained = ContainerTrees.members(processes);
        var entries = new ArrayList<ProcessEntry>(processes.size());
        for (int i = 0; i < contained.length; i++) {
            // Taken out at once: what was read need not live beside what is made of it.
            RawProcess process = processes.set(i, null);
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
