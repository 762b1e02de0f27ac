package hydrophone.agent.process;

import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.machine.PageSize;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Observes all processes again and again and charges to each the CPU time of the time in between,
 * as {@link CpuRates} says. One thread; costs one pass over /proc a call, in the steady state three
 * small files a process and one a kernel thread; 180 bytes of heap a process, kept.
 *
 * <p>More processes than the heap can hold are refused before any is read: running out of memory
 * would end the daemon, with all that waits to be sent.
 */
public final class ProcessSampler {
    /** Of the whole heap, with the largest message being made and the outbox full; measured. */
    private static final long HEAP_EACH = 400;

    private final KernelFiles proc;
    private final ProcessScan scan;
    private final CpuRates rates = new CpuRates();
    private final ContainerTrees containers = new ContainerTrees();
    private final ProcessTable table = new ProcessTable();

    private ProcessSampler(Path procRoot, PidFiles files, int most) {
        proc = new KernelFiles(procRoot);
        scan = new ProcessScan(files, procRoot, PageSize.read(proc), most);
    }

    /** For a daemon: a start of a tenth of a second, then no garbage. */
    public static ProcessSampler lasting(Path procRoot) {
        Optional<NativePidFiles> files = NativePidFiles.of(procRoot);
        return new ProcessSampler(
                procRoot, files.isPresent() ? files.get() : new StreamedPidFiles(procRoot), most());
    }

    /** For a command that ends at once. */
    public static ProcessSampler brief(Path procRoot) {
        return new ProcessSampler(procRoot, new StreamedPidFiles(procRoot), most());
    }

    private static int most() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_EACH);
    }

    /** Notes what CPU time each process has spent up to now; reads one file a process. */
    public void baseline() throws TooManyProcessesException {
        scan.ticks(rates.next(uptime()));
        rates.baseline();
    }

    /**
     * Observes all processes.
     *
     * @param limit ticks that no process can have spent since the last call
     * @param uptimeIfUnknown ticks since boot, for a machine without /proc/uptime
     * @param deadline by System.nanoTime: whom the scan has not reached then is left out this time
     */
    public ProcessTable sample(long limit, long uptimeIfUnknown, long deadline)
            throws TooManyProcessesException {
        long known = uptime();
        Generation before = rates.last();
        Generation now = rates.next(known);
        List<String> problems = scan.read(before, now, table, deadline);
        long uptime = known > 0 ? known : uptimeIfUnknown;
        table.end(uptime, rates.charge(limit), containers.of(now), problems);
        return table;
    }

    /** Ticks since boot, 0 where the machine does not say. */
    private long uptime() {
        int length = proc.readAll("uptime");
        try {
            return length < 0 ? 0 : Math.round(proc.cursor("uptime", length).decimal() * 100);
        } catch (MalformedFileException _) {
            return 0;
        }
    }
}
