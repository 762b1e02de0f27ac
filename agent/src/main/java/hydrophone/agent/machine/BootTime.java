package hydrophone.agent.machine;

/**
 * When this machine booted, held still: the kernel derives {@code btime} from two clocks at each
 * read, so that it moves by a second now and then, while job ids of process groups hang on it. Only
 * a step of the wall clock moves it here.
 */
public final class BootTime {
    /** 2020-01-01T00:00:00Z */
    private static final long EPOCH_ZERO = 1_577_836_800;

    private static final long STEP = 60;

    private long seconds;

    /** Takes what /proc/stat says now and returns what holds: seconds since 1970. */
    public long steady(long btime) {
        if (Math.abs(btime - seconds) > STEP) seconds = btime;
        return seconds;
    }

    /** The wire's epoch of a boot: seconds since 2020, at least 1 (a dead clock boots in 1970). */
    public static long epoch(long bootSeconds) {
        return Math.max(1, bootSeconds - EPOCH_ZERO);
    }
}
