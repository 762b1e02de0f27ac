package hydrophone.agent.process;

import java.util.HashMap;
import java.util.Map;

/**
 * What a living process told us before and may tell no more: a zombie loses its group (v1), and
 * with it its job; and whose io may not be read is not asked again. Kept by pid and start time.
 */
final class RememberedJobs {
    private final Map<Long, Known> known = new HashMap<>();
    private int scan;

    private static final class Known {
        private final long start;
        private CgroupLines cgroup = CgroupLines.NONE;
        private boolean ioDenied;
        private int seen;

        Known(long start) {
            this.start = start;
        }
    }

    /** The group that counts: the one just read, for a zombie without job the one it had. */
    CgroupLines of(long pid, StatLine stat, CgroupLines read) {
        Known entry = entry(pid, stat);
        if (!read.known() && stat.zombie()) return entry.cgroup;
        if (!read.equals(entry.cgroup)) entry.cgroup = read;
        return entry.cgroup;
    }

    boolean ioDenied(long pid, StatLine stat) {
        return entry(pid, stat).ioDenied;
    }

    void denyIo(long pid, StatLine stat) {
        entry(pid, stat).ioDenied = true;
    }

    /** Ends a scan: whoever was not asked for in it has gone. */
    void forgetUnseen() {
        known.values().removeIf(entry -> entry.seen != scan);
        scan++;
    }

    private Known entry(long pid, StatLine stat) {
        Known entry = known.get(pid);
        if (entry == null || entry.start != stat.start()) {
            entry = new Known(stat.start());
            known.put(pid, entry);
        }
        entry.seen = scan;
        return entry;
    }
}
