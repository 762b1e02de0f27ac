package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;

/**
 * What a process holds, one at a time: each reading fills it anew.
 *
 * <p>/proc/N/statm costs half of /proc/N/status and says the same in pages: field 2 is VmRSS, field
 * 2 less field 3 is RssAnon (field 3 counts the pages of files and shared memory), field 6 is
 * VmData + VmStk. See proc_pid_statm(5) and task_statm() in fs/proc/task_mmu.c.
 */
final class MemoryLines {
    private final long pageBytes;
    private final long[] counts = new long[6];
    private long resident;
    private long anonymous;
    private long dataAndStack;

    /**
     * @param pageBytes what the kernel counts in
     */
    MemoryLines(long pageBytes) {
        this.pageBytes = pageBytes;
    }

    void none() {
        resident = 0;
        anonymous = 0;
        dataAndStack = 0;
    }

    void readStatm(Cursor in) throws MalformedFileException {
        in.counts(counts, counts.length);
        long pages = Cursor.summand(counts[1]);
        resident = kib(pages);
        anonymous = kib(Math.max(0, pages - Cursor.summand(counts[2])));
        dataAndStack = kib(Cursor.summand(counts[5]));
    }

    /** From the lines of status, for a machine that was recorded without statm. */
    void take(StatusLines status) {
        resident = status.resident();
        anonymous = status.anonymous();
        dataAndStack = status.dataAndStack();
    }

    private long kib(long pages) {
        return Math.min(Cursor.LARGEST_SUMMAND, pages * (pageBytes / 1024));
    }

    /** KiB. */
    long resident() {
        return resident;
    }

    /** KiB. */
    long anonymous() {
        return anonymous;
    }

    /** KiB. */
    long dataAndStack() {
        return dataAndStack;
    }
}
