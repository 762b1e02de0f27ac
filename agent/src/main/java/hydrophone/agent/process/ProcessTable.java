package hydrophone.agent.process;

import java.util.Arrays;
import java.util.List;

/**
 * One scan of all processes, in columns; rows are sorted by pid. Valid until the next scan, which
 * fills the same columns again: a record for each process would be the largest part of what a
 * sample costs the heap.
 */
public final class ProcessTable {
    private Generation rows = new Generation();
    private int[] threads = new int[1024];
    private long[] resident = new long[1024];
    private long[] anonymous = new long[1024];
    private long[] dataAndStack = new long[1024];
    private long[] read = new long[1024];
    private long[] written = new long[1024];
    private long[] cancelled = new long[1024];
    private long[] charged = new long[0];
    private boolean[] contained = new boolean[0];
    private long uptime;
    private List<String> problems = List.of();

    void begin(Generation filling) {
        rows = filling;
    }

    /** Sets what only this scan knows of a row. */
    void figures(int row, int threadCount, MemoryLines memory, IoCounters io) {
        if (row >= threads.length) grow(row + row / 2);
        threads[row] = threadCount;
        resident[row] = memory.resident();
        anonymous[row] = memory.anonymous();
        dataAndStack[row] = memory.dataAndStack();
        read[row] = io.read();
        written[row] = io.written();
        cancelled[row] = io.cancelled();
    }

    /** Ends the scan. */
    void end(long uptimeTicks, long[] chargedTicks, boolean[] containers, List<String> wrong) {
        uptime = uptimeTicks;
        charged = chargedTicks;
        contained = containers;
        problems = wrong;
    }

    /** Rows there are, those that are not to be shown among them. */
    public int size() {
        return rows.size();
    }

    /** False for a process that was left out: see {@link #problems}, or it ended meanwhile. */
    public boolean shown(int row) {
        return !rows.is(row, Generation.HIDDEN);
    }

    /** Process id. */
    public int pid(int row) {
        return rows.pid(row);
    }

    /** Its parent's id. */
    public int ppid(int row) {
        return rows.ppid(row);
    }

    /** Whether the scan holds a process of this id, and where; negative if not. */
    public int row(int pid) {
        return rows.row(pid);
    }

    /** The kernel's name of its command. */
    public String comm(int row) {
        return rows.comm(row);
    }

    /** It has ended and nobody has waited for it yet. */
    public boolean zombie(int row) {
        return rows.is(row, Generation.ZOMBIE);
    }

    /** Real user number. */
    public long uid(int row) {
        return Integer.toUnsignedLong(rows.uid(row));
    }

    /** Slurm job id, else process group id; 0 = unknown. */
    public long job(int row) {
        return rows.job(row);
    }

    /** {@link #job} is Slurm's. */
    public boolean slurm(int row) {
        return rows.is(row, Generation.SLURM);
    }

    /** It runs in a container. */
    public boolean container(int row) {
        return contained[row] || rows.is(row, Generation.CONTAINER | Generation.NESTED);
    }

    /** At least 1. */
    public long threads(int row) {
        return threads[row];
    }

    /** KiB, VmRSS. */
    public long resident(int row) {
        return resident[row];
    }

    /** KiB, RssAnon. */
    public long residentAnonymous(int row) {
        return anonymous[row];
    }

    /** KiB, VmData + VmStk. */
    public long dataAndStack(int row) {
        return dataAndStack[row];
    }

    /** KiB, read_bytes; 0 where that is not ours to read. */
    public long read(int row) {
        return read[row];
    }

    /** KiB, write_bytes. */
    public long written(int row) {
        return written[row];
    }

    /** KiB, cancelled_write_bytes. */
    public long cancelled(int row) {
        return cancelled[row];
    }

    /** Ticks that it spent itself since its start. */
    public long own(int row) {
        return rows.own(row);
    }

    /** Ticks of the children that it waited for. */
    public long reaped(int row) {
        return rows.reaped(row);
    }

    /** Ticks since its start, at least 1. */
    public long age(int row) {
        return Math.max(1, uptime - rows.start(row));
    }

    /** Ticks charged to it for the time since the scan before. */
    public long charged(int row) {
        return charged[row];
    }

    /** One line for each process that was left out as its files made no sense. */
    public List<String> problems() {
        return problems;
    }

    private void grow(int length) {
        threads = Arrays.copyOf(threads, length);
        resident = Arrays.copyOf(resident, length);
        anonymous = Arrays.copyOf(anonymous, length);
        dataAndStack = Arrays.copyOf(dataAndStack, length);
        read = Arrays.copyOf(read, length);
        written = Arrays.copyOf(written, length);
        cancelled = Arrays.copyOf(cancelled, length);
    }
}
