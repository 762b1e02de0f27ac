package hydrophone.agent.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far back sacct is asked, so that no finished job is missed. The mark is the time up to which
 * everything was accepted; an observation asks from the mark on, and for the whole window at least.
 *
 * <p>After trouble, and at the start of a run, the mark stays until observations have gone well for
 * ten minutes: slurmctld keeps what it could not tell slurmdbd, and hands it over, with end times
 * inside the outage, only a while after slurmdbd is back.
 *
 * <p>A long way back is asked for in slices. A slice that took sacct too long, was too much output,
 * or alone was refused, makes the next observation's slices half as long, so that no outage is too
 * long to be caught up with. Pure: the time is given. One thread.
 */
final class SlurmWindow {
    static final Duration SETTLE = Duration.ofMinutes(10);
    static final Duration LONGEST_SLICE = Duration.ofHours(12);
    static final Duration SHORTEST_SLICE = Duration.ofMinutes(15);
    private static final Duration LEAST_OVERLAP = Duration.ofMinutes(1);

    private final Duration window;
    private final Duration overlap;
    private final Duration longest;
    private Optional<Instant> mark;
    private Optional<Instant> wellSince = Optional.empty();
    private boolean settled;
    private Duration slice = LONGEST_SLICE;

    /**
     * @param mark that of the run before
     */
    SlurmWindow(JobsTiming timing, Optional<Instant> mark) {
        this.window = timing.window();
        this.overlap = longer(window.minus(timing.cadence()), LEAST_OVERLAP);
        this.longest = longer(timing.maxWindow(), window);
        this.mark = mark;
    }

    /** The time up to which everything was accepted. */
    Optional<Instant> mark() {
        return mark;
    }

    /**
     * Where to ask from: the window, or the mark if that is earlier. What had ended at the mark may
     * have reached slurmdbd after it, hence as much overlap as two observations in a row have.
     */
    Instant from(Instant now) {
        if (mark.isEmpty() || mark.get().isAfter(now)) {
            // The first run, or the clock was set back. Whatever happens from here on, what ends
            // now is reached back to.
            mark = Optional.of(earlier(now, now.minus(window).plus(overlap)));
        }
        Instant wanted = earlier(now.minus(window), mark.get().minus(overlap));
        Instant bound = now.minus(longest);
        return wanted.isBefore(bound) ? bound : wanted;
    }

    /** How much to ask for at once. */
    Duration slice() {
        return slice;
    }

    /** A command failed. */
    void trouble() {
        settled = false;
        wellSince = Optional.empty();
    }

    /** sacct was killed while it told of so long a time: it is asked for less, the next time. */
    void tooMuch(Duration asked) {
        Duration half = shorter(slice, asked).dividedBy(2);
        slice = longer(half, SHORTEST_SLICE);
    }

    /**
     * All commands of an observation went well.
     *
     * @return the mark may move there, once all that was seen is {@link #accepted}
     */
    boolean wentWell(Instant point) {
        if (wellSince.isEmpty()) wellSince = Optional.of(point);
        settled |= !point.isBefore(wellSince.get().plus(SETTLE));
        return settled;
    }

    /** Everything up to there has been accepted. */
    void accepted(Instant point) {
        mark = Optional.of(point);
        slice = LONGEST_SLICE;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
