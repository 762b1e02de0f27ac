package hydrophone.agent.collect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives each rolled-up group a pid that no process can have: above pid_max, the next one free
 * upward, the same as long as the group is seen in every sample, and below 2^53 so that each reader
 * of JSON keeps it whole. At the end it starts again from the bottom.
 */
final class SyntheticPids {
    private static final long LEAST_PID_MAX = 301;
    private static final long LAST = (1L << 53) - 1;

    private final long first;
    private final long last;
    private long next;
    private Map<Rollup.Key, Long> given = new HashMap<>();
    private Map<Rollup.Key, Long> seen = new HashMap<>();
    private final Set<Long> taken = new HashSet<>();

    /**
     * @param pidMax what the machine says, but not less than the kernel allows, nor more than a pid
     *     can be
     */
    SyntheticPids(long pidMax) {
        this(Math.clamp(pidMax, LEAST_PID_MAX, Integer.MAX_VALUE), LAST);
    }

    SyntheticPids(long pidMax, long last) {
        this.first = pidMax + 1;
        this.last = last;
        this.next = first;
    }

    long of(Rollup.Key key) {
        Long known = given.get(key);
        long pid = known != null ? known : allocate();
        seen.put(key, pid);
        return pid;
    }

    /** Ends a sample: the groups not asked for in it lose their pids. */
    void forgetUnseen() {
        given = seen;
        seen = new HashMap<>();
        taken.clear();
        taken.addAll(given.values());
    }

    private long allocate() {
        do {
            if (next > last) next = first;
            next++;
        } while (taken.contains(next - 1));
        taken.add(next - 1);
        return next - 1;
    }
}
