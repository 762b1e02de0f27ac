package hydrophone.agent.process;

import java.util.Arrays;

/**
 * The ticks of all processes at one scan, in columns sorted by pid. Two of them take turns, so that
 * the steady loop leaves no garbage. Not thread-safe.
 */
final class TickTable {
    private int size;
    private long[] pid = new long[1024];
    private long[] start = new long[1024];
    private long[] ppid = new long[1024];
    private long[] own = new long[1024];
    private long[] reaped = new long[1024];
    private boolean[] zombie = new boolean[1024];

    /** Uptime in ticks when the scan began: what started later was not to be seen. */
    private long uptime;

    void begin(long uptimeTicks) {
        size = 0;
        uptime = uptimeTicks;
    }

    /** Adds a process; pids must ascend. */
    void add(long newPid, StatLine stat) {
        if (size > 0 && newPid <= pid[size - 1]) throw new IllegalArgumentException("pid order");
        if (size == pid.length) grow();
        pid[size] = newPid;
        start[size] = stat.start();
        ppid[size] = stat.ppid();
        own[size] = stat.own();
        reaped[size] = stat.reaped();
        zombie[size] = stat.zombie();
        size++;
    }

    int size() {
        return size;
    }

    long uptime() {
        return uptime;
    }

    long pid(int row) {
        return pid[row];
    }

    long start(int row) {
        return start[row];
    }

    long ppid(int row) {
        return ppid[row];
    }

    long own(int row) {
        return own[row];
    }

    long reaped(int row) {
        return reaped[row];
    }

    boolean zombie(int row) {
        return zombie[row];
    }

    /** The row of a pid, negative if it has none. */
    int row(long wanted) {
        return Arrays.binarySearch(pid, 0, size, wanted);
    }

    /** The row of the same process (pid and start) in this table, -1 if it has none. */
    int rowOfSame(TickTable other, int row) {
        int here = row(other.pid[row]);
        return here >= 0 && start[here] == other.start[row] ? here : -1;
    }

    private void grow() {
        int length = 2 * pid.length;
        pid = Arrays.copyOf(pid, length);
        start = Arrays.copyOf(start, length);
        ppid = Arrays.copyOf(ppid, length);
        own = Arrays.copyOf(own, length);
        reaped = Arrays.copyOf(reaped, length);
        zombie = Arrays.copyOf(zombie, length);
    }
}
