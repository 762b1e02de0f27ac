package hydrophone.agent.daemon;

import hydrophone.agent.config.Cadence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Which points of a cadence are due, from the wall clock alone. A point is given out once, however
 * the clock steps: a step forward skips points, a step back repeats none. A point that passed by
 * more than half a cadence (or half a minute) ago is skipped, since what is seen now was not so
 * then. One thread only.
 */
final class Timetable {
    private static final Duration LATEST = Duration.ofSeconds(30);
    private static final int RUNS = 64;

    private final Cadence cadence;
    private final Duration tolerance;
    private final Deque<Run> given = new ArrayDeque<>();
    private Instant looked;
    private long skipped;

    /** Points given out one after the other; after a step of the clock a new run starts. */
    private record Run(Instant first, Instant last) {
        boolean holds(Instant point) {
            return !point.isBefore(first) && !point.isAfter(last);
        }
    }

    /** A point to use now, and how many went by unused since the last one. */
    record Due(Instant point, long skipped) {}

    /**
     * @param start the first point is strictly after it
     */
    Timetable(Cadence cadence, Instant start) {
        this.cadence = cadence;
        this.looked = start;
        Duration half = Duration.ofMillis(cadence.seconds() * 500);
        this.tolerance = half.compareTo(LATEST) < 0 ? half : LATEST;
    }

    /** The point that became due since the last call, if any. */
    Optional<Due> due(Instant now) {
        Instant before = looked;
        looked = now;
        Instant point = cadence.atOrBefore(now);
        if (!point.isAfter(before)) return Optional.empty();
        long passed =
                (point.getEpochSecond() - cadence.after(before).getEpochSecond())
                        / cadence.seconds();
        skipped += passed;
        if (isGiven(point) || Duration.between(point, now).compareTo(tolerance) > 0) {
            skipped++;
            return Optional.empty();
        }
        remember(point);
        Due due = new Due(point, skipped);
        skipped = 0;
        return Optional.of(due);
    }

    /** The points up to then are done with. */
    Instant looked() {
        return looked;
    }

    /** How long until the next point, by today's clock. */
    Duration wait(Instant now) {
        return Duration.between(now, cadence.after(now));
    }

    private boolean isGiven(Instant point) {
        return given.stream().anyMatch(run -> run.holds(point));
    }

    private void remember(Instant point) {
        Run last = given.peekLast();
        if (last != null && cadence.after(last.last()).equals(point)) {
            given.removeLast();
            given.addLast(new Run(last.first(), point));
            return;
        }
        if (given.size() >= RUNS) given.removeFirst();
        given.addLast(new Run(point, point));
    }
}
