package hydrophone.agent.process;

import java.util.Arrays;

/**
 * What one scan leaves for the next: of each process its ticks, and what need not be read again
 * each time. In columns sorted by pid; two of them take turns, so that the steady loop leaves no
 * garbage; 60 bytes a process. Not thread-safe.
 */
final class Generation {
    /** Of heap a process. */
    static final int BYTES = 60;

    static final int ZOMBIE = 1;
    static final int KERNEL = 2;

    /** Its control group names a job, be it one without a number. */
    static final int JOB = 4;

    /** {@code job} is Slurm's. */
    static final int SLURM = 8;

    /** A container runtime made its control group. */
    static final int CONTAINER = 16;

    /** It lives in a process-id namespace below ours. */
    static final int NESTED = 32;

    /** Its command is one that containers stand below. */
    static final int SHIM = 64;

    static final int IO_DENIED = 128;

    /** Only its ticks are known: it is not shown. */
    static final int HIDDEN = 256;

    /** One of its user numbers is root's: it can become another user at any time. */
    static final int ROOT = 512;

    private int size;
    private int[] pid = new int[0];
    private int[] ppid = new int[0];
    private long[] start = new long[0];
    private long[] own = new long[0];
    private long[] reaped = new long[0];
    private int[] uid = new int[0];
    private long[] job = new long[0];
    private short[] flags = new short[0];
    private byte[] seen = new byte[0];
    private int[] groupRead = new int[0];
    private String[] comm = new String[0];

    /** Row of the same process in the other generation, -1 = it is not there. */
    private int[] other = new int[0];

    /** Uptime in ticks when the scan began: what started later was not to be seen. */
    private long uptime;

    /** The last pid that the scan came to, and since when those behind it have not been seen. */
    private int reached;

    private long behindSince;

    void begin(long uptimeTicks) {
        // Names of processes that have gone must not be kept alive by rows out of use.
        Arrays.fill(comm, 0, size, null);
        size = 0;
        uptime = uptimeTicks;
        reached = Integer.MAX_VALUE;
    }

    /** Adds a process of which only the ticks are known, for now; pids must ascend. */
    int add(int newPid, int parent, long started, long ownTicks, long reapedTicks, int newFlags) {
        if (size > 0 && newPid <= pid[size - 1]) throw new IllegalArgumentException("pid order");
        if (size == pid.length) throw new IllegalStateException("no room was made for " + newPid);
        int row = size++;
        pid[row] = newPid;
        ppid[row] = parent;
        start[row] = started;
        own[row] = ownTicks;
        reaped[row] = reapedTicks;
        flags[row] = (short) newFlags;
        uid[row] = 0;
        job[row] = 0;
        seen[row] = 0;
        groupRead[row] = 0;
        other[row] = -1;
        return row;
    }

    /**
     * Ends a scan that had no time for all: whom it did not come to stays as it was. Nothing is
     * known of their ends, so that what a parent reaped cannot be told from what they were charged
     * already: it waits for the next scan, too.
     */
    void unfinished(Generation before) {
        reached = size == 0 ? -1 : pid[size - 1];
        behindSince = before.unseenSince(Integer.MAX_VALUE);
        int old = 0;
        for (int row = 0; row < size; row++) {
            while (old < before.size && before.pid[old] < pid[row]) old++;
            if (old < before.size && same(row, before, old)) reaped[row] = before.reaped[old];
        }
        while (old < before.size && before.pid[old] <= reached) old++;
        extend(before.size - old);
        for (; old < before.size; old++) carry(before, old);
    }

    /** Uptime from which on a process of this pid that is not here was not to be seen. */
    long unseenSince(int absent) {
        return absent > reached ? behindSince : uptime;
    }

    /** Adds a process as it was, unseen this time. */
    private void carry(Generation before, int row) {
        int flag = before.flags[row] | HIDDEN;
        int here =
                add(
                        before.pid[row],
                        before.ppid[row],
                        before.start[row],
                        before.own[row],
                        before.reaped[row],
                        flag);
        knows(here, before, row);
    }

    /** Takes over what was known of the same process. */
    void knows(int row, Generation before, int old) {
        uid[row] = before.uid[old];
        job[row] = before.job[old];
        seen[row] = before.seen[old];
        groupRead[row] = before.groupRead[old];
        comm[row] = before.comm[old];
    }

    void names(int row, String command) {
        comm[row] = command;
    }

    void owner(int row, int user) {
        uid[row] = user;
    }

    void job(int row, long id) {
        job[row] = id;
    }

    /** Uptime at which its control group was read. */
    void groupRead(int row, long atTicks) {
        groupRead[row] = (int) atTicks;
    }

    void countSeen(int row) {
        if (seen[row] < Byte.MAX_VALUE) seen[row]++;
    }

    void flag(int row, int mask, boolean on) {
        flags[row] = (short) (on ? flags[row] | mask : flags[row] & ~mask);
    }

    int size() {
        return size;
    }

    long uptime() {
        return uptime;
    }

    int pid(int row) {
        return pid[row];
    }

    int ppid(int row) {
        return ppid[row];
    }

    long start(int row) {
        return start[row];
    }

    long own(int row) {
        return own[row];
    }

    long reaped(int row) {
        return reaped[row];
    }

    int uid(int row) {
        return uid[row];
    }

    long job(int row) {
        return job[row];
    }

    String comm(int row) {
        return comm[row] == null ? "" : comm[row];
    }

    /** How often it was seen before, at most 127. */
    int seen(int row) {
        return seen[row];
    }

    /** Ticks since its control group was read. */
    long groupAge(int row) {
        // A machine that does not tell the time is read each time.
        return uptime == 0 ? Integer.MAX_VALUE : (int) uptime - groupRead[row];
    }

    boolean is(int row, int mask) {
        return (flags[row] & mask) != 0;
    }

    int flags(int row) {
        return flags[row];
    }

    int other(int row) {
        return other[row];
    }

    /** The row of a pid, negative if it has none. */
    int row(int wanted) {
        return Arrays.binarySearch(pid, 0, size, wanted);
    }

    /** Whether a row here and one there are the same process: pid and start. */
    boolean same(int row, Generation there, int thereRow) {
        return pid[row] == there.pid[thereRow] && start[row] == there.start[thereRow];
    }

    /** Fills {@code other} of both. */
    static void link(Generation before, Generation now) {
        Arrays.fill(before.other, 0, before.size, -1);
        Arrays.fill(now.other, 0, now.size, -1);
        int old = 0;
        for (int row = 0; row < now.size; row++) {
            while (old < before.size && before.pid[old] < now.pid[row]) old++;
            if (old == before.size) return;
            if (!now.same(row, before, old)) continue;
            now.other[row] = old;
            before.other[old] = row;
        }
    }

    /**
     * Makes room, once a scan and for no more than it takes: a machine of 30,000 processes must fit
     * the heap. What was in it is forgotten.
     */
    void reserve(int rows) {
        if (rows <= pid.length) return;
        room(rows + rows / 32 + 64);
    }

    /** Makes room for more behind what is in it. */
    void extend(int more) {
        int length = size + more;
        if (length <= pid.length) return;
        pid = Arrays.copyOf(pid, length);
        ppid = Arrays.copyOf(ppid, length);
        start = Arrays.copyOf(start, length);
        own = Arrays.copyOf(own, length);
        reaped = Arrays.copyOf(reaped, length);
        uid = Arrays.copyOf(uid, length);
        job = Arrays.copyOf(job, length);
        flags = Arrays.copyOf(flags, length);
        seen = Arrays.copyOf(seen, length);
        groupRead = Arrays.copyOf(groupRead, length);
        comm = Arrays.copyOf(comm, length);
        other = Arrays.copyOf(other, length);
    }

    /** Gives the room back. */
    void release() {
        room(0);
    }

    private void room(int length) {
        size = 0;
        pid = new int[length];
        ppid = new int[length];
        start = new long[length];
        own = new long[length];
        reaped = new long[length];
        uid = new int[length];
        job = new long[length];
        flags = new short[length];
        seen = new byte[length];
        groupRead = new int[length];
        comm = new String[length];
        other = new int[length];
    }

    /** Rows there is room for. */
    int room() {
        return pid.length;
    }
}
