package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;

/** The lines of /proc/N/status that we use, one process at a time: each reading fills it anew. */
final class StatusLines {
    private static final long LAST_USER = 0xFFFF_FFFFL;

    private long uid;
    private boolean root;
    private boolean nested;
    private long resident;
    private long anonymous;
    private long data;
    private long stack;

    void read(Cursor in) throws MalformedFileException {
        clear(-1);
        for (; !in.atEnd(); in.nextLine()) {
            switch (in.peek()) {
                case 'U' -> users(in);
                case 'N' -> nested = in.skip("NSpid:") ? severalFields(in) : nested;
                case 'R' -> anonymous = in.skip("RssAnon:") ? in.summand() : anonymous;
                case 'V' -> memory(in);
                default -> {}
            }
        }
        if (uid < 0) throw in.malformed("expected a line Uid");
    }

    /** Real, effective, saved, file system's. */
    private void users(Cursor in) throws MalformedFileException {
        if (!in.skip("Uid:")) return;
        uid = user(in);
        root = uid == 0;
        for (in.skipBlanks(); !in.atLineEnd(); in.skipFields(1)) root |= in.peek() == '0';
    }

    private void memory(Cursor in) throws MalformedFileException {
        if (in.skip("VmRSS:")) resident = in.summand();
        else if (in.skip("VmData:")) data = in.summand();
        else if (in.skip("VmStk:")) stack = in.summand();
    }

    /** A number that is none of a user must not become another's, such as root's. */
    private static long user(Cursor in) throws MalformedFileException {
        in.skipBlanks();
        boolean negative = in.peek() == '-'; // be it -0
        long number = in.number();
        if (negative || number > LAST_USER) throw in.malformed("expected a user number");
        return number;
    }

    /** What can be said of a process whose status may not be read: whose it is. */
    void clear(long owner) {
        uid = owner;
        root = owner == 0;
        nested = false;
        resident = 0;
        anonymous = 0;
        data = 0;
        stack = 0;
    }

    private static boolean severalFields(Cursor in) {
        in.skipFields(1);
        return !in.atLineEnd();
    }

    /** The real user number. */
    int uid() {
        return (int) uid;
    }

    /** One of its user numbers is root's, so that it can become another user at any time. */
    boolean root() {
        return root;
    }

    /** It lives in a process-id namespace below ours: NSpid shows more than one id. */
    boolean nested() {
        return nested;
    }

    /** KiB, 0 for zombies and kernel threads. */
    long resident() {
        return resident;
    }

    /** KiB. */
    long anonymous() {
        return anonymous;
    }

    /** KiB. */
    long dataAndStack() {
        return data + stack;
    }
}
