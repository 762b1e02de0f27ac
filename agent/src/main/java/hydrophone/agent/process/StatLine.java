package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.machine.Recurring;

import java.nio.charset.StandardCharsets;

/**
 * /proc/N/stat, one at a time: each {@link #read} fills it anew. Fields are counted behind the last
 * closing bracket, as a command's name may hold brackets and blanks.
 */
final class StatLine {
    private static final long PF_KTHREAD = 0x0020_0000;

    /** 15 bytes of a program's name, up to 64 of a worker of the kernel's. */
    private static final int LONGEST_COMMAND = 80;

    private final Recurring<String> names =
            new Recurring<>(512, 64, bytes -> new String(bytes, StandardCharsets.UTF_8));

    /** From the parent, the fourth field, to the start, the 22nd. */
    private final long[] counts = new long[19];

    private String comm = "";
    private int state;
    private int ppid;
    private int pgrp;
    private boolean kernelThread;
    private long own;
    private long reaped;
    private int threads;
    private long start;

    void read(Cursor in) throws MalformedFileException {
        int open = in.find('(');
        int close = in.findLast(')', open + LONGEST_COMMAND);
        if (open < 0 || close < open) throw in.malformed("expected (command)");
        comm = in.known(open + 1, close, names);
        in.moveTo(close + 1);
        in.skipBlanks();
        state = in.peek();
        if (state < 'A' || state > 'z') throw in.malformed("expected a state");
        in.skipFields(1);
        in.counts(counts, counts.length);
        ppid = Cursor.small(counts[0]);
        pgrp = Cursor.small(counts[1]);
        kernelThread = (counts[5] & PF_KTHREAD) != 0;
        own = Cursor.summand(counts[10]) + Cursor.summand(counts[11]);
        reaped = Cursor.summand(counts[12]) + Cursor.summand(counts[13]);
        threads = Math.max(1, Cursor.small(counts[16]));
        start = counts[18];
    }

    /**
     * Command name, at most 15 bytes; what is not UTF-8 is U+FFFD, control characters stand. The
     * same name is mostly the same object.
     */
    String comm() {
        return comm;
    }

    int ppid() {
        return ppid;
    }

    /** Process group. */
    int pgrp() {
        return pgrp;
    }

    /** PF_KTHREAD is set in its flags. */
    boolean kernelThread() {
        return kernelThread;
    }

    /** Ticks that its own threads spent, dead ones too (utime + stime). */
    long own() {
        return own;
    }

    /** Ticks of the children that it waited for, theirs included (cutime + cstime). */
    long reaped() {
        return reaped;
    }

    /** At least 1. */
    int threads() {
        return threads;
    }

    /** Ticks from the machine's boot to its own start; names a process together with its pid. */
    long start() {
        return start;
    }

    boolean dead() {
        return state == 'X' || state == 'x';
    }

    boolean zombie() {
        return state == 'Z';
    }
}
