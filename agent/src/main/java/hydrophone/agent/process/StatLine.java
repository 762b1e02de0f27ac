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

    private final Recurring<String> names =
            new Recurring<>(512, 64, bytes -> new String(bytes, StandardCharsets.UTF_8));
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
        int close = in.findLast(')');
        if (open < 0 || close < open) throw in.malformed("expected (command)");
        comm = in.known(open + 1, close, names);
        in.moveTo(close + 1);
        in.skipBlanks();
        state = in.peek();
        if (state < 'A' || state > 'z') throw in.malformed("expected a state");
        in.skipFields(1);
        ppid = in.smallCount();
        pgrp = in.smallCount();
        in.skipFields(3);
        kernelThread = (in.count() & PF_KTHREAD) != 0;
        in.skipFields(4);
        own = in.summand() + in.summand();
        reaped = in.summand() + in.summand();
        in.skipFields(2);
        threads = Math.max(1, in.smallCount());
        in.skipFields(1);
        start = in.count();
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
