package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;

/**
 * /proc/N/stat. Fields are counted behind the last closing bracket, as a command's name may hold
 * brackets and blanks.
 *
 * @param comm command name, at most 15 bytes; what is not UTF-8 is U+FFFD, control characters stand
 * @param state R, S, D, Z, X, …
 * @param ppid parent
 * @param pgrp process group
 * @param kernelThread PF_KTHREAD is set in its flags
 * @param own ticks that its own threads spent, dead ones too (utime + stime)
 * @param reaped ticks of the children that it waited for, theirs included (cutime + cstime)
 * @param threads at least 1
 * @param start ticks from the machine's boot to its own start; names a process together with pid
 */
record StatLine(
        String comm,
        char state,
        long ppid,
        long pgrp,
        boolean kernelThread,
        long own,
        long reaped,
        long threads,
        long start) {
    private static final long PF_KTHREAD = 0x0020_0000;

    static StatLine parse(Cursor in) throws MalformedFileException {
        int open = in.find('(');
        int close = in.findLast(')');
        if (open < 0 || close < open) throw in.malformed("expected (command)");
        String comm = in.text(open + 1, close);
        in.moveTo(close + 1);
        in.skipBlanks();
        int state = in.peek();
        if (state < 'A' || state > 'z') throw in.malformed("expected a state");
        in.skipFields(1);
        long ppid = in.count();
        long pgrp = in.count();
        in.skipFields(3);
        long flags = in.count();
        in.skipFields(4);
        long own = in.summand() + in.summand();
        long reaped = in.summand() + in.summand();
        in.skipFields(2);
        long threads = Math.max(1, in.count());
        in.skipFields(1);
        boolean kernelThread = (flags & PF_KTHREAD) != 0;
        return new StatLine(
                comm, (char) state, ppid, pgrp, kernelThread, own, reaped, threads, in.count());
    }

    boolean dead() {
        return state == 'X' || state == 'x';
    }

    boolean zombie() {
        return state == 'Z';
    }
}
