package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.process.ProcessEntry.Memory;

/**
 * The lines of /proc/N/status that we use. VmData + VmStk is what the sixth field of statm counts
 * in pages and VmRSS its second, so that statm need not be read.
 *
 * @param uid the real user number
 * @param memory zeros for zombies and kernel threads
 * @param nested it lives in a process-id namespace below ours (NSpid shows more than one id)
 */
record StatusLines(long uid, Memory memory, boolean nested) {

    private static final Memory NO_MEMORY = new Memory(0, 0, 0);

    /** What can be said of a process without reading: whose it is. */
    static StatusLines of(long uid) {
        return new StatusLines(uid, NO_MEMORY, false);
    }

    static StatusLines parse(Cursor in) throws MalformedFileException {
        long uid = -1;
        long rss = 0;
        long anon = 0;
        long data = 0;
        boolean nested = false;
        for (; !in.atEnd(); in.nextLine()) {
            switch (in.peek()) {
                case 'U' -> uid = in.skip("Uid:") ? in.count() : uid;
                case 'N' -> nested = in.skip("NSpid:") ? severalFields(in) : nested;
                case 'R' -> anon = in.skip("RssAnon:") ? in.summand() : anon;
                case 'V' -> {
                    if (in.skip("VmRSS:")) rss = in.summand();
                    else if (in.skip("VmData:") || in.skip("VmStk:")) data += in.summand();
                }
                default -> {}
            }
        }
        if (uid < 0) throw in.malformed("expected a line Uid");
        return new StatusLines(uid, new Memory(rss, anon, data), nested);
    }

    private static boolean severalFields(Cursor in) {
        in.skipFields(1);
        return !in.atLineEnd();
    }
}
