package hydrophone.ingest.consume;

import org.slf4j.Logger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells of a trouble that lasts: when it begins, once a minute while it goes on, when it is over.
 */
final class Outage {
    private static final Duration REPEAT = Duration.ofMinutes(1);

    private final Logger log;
    private final InstantSource clock;
    private Instant since = Instant.MAX;
    private Instant told = Instant.MIN;

    Outage(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** It is there, or still there. */
    void on(String line) {
        Instant now = clock.instant();
        if (since.equals(Instant.MAX)) since = now;
        if (told.equals(Instant.MIN) || !now.isBefore(told.plus(REPEAT))) {
            log.warn(line);
            told = now;
        }
    }

    void over(String line) {
        if (since.equals(Instant.MAX)) return;
        log.info("{} (after {} s)", line, Duration.between(since, clock.instant()).toSeconds());
        since = Instant.MAX;
        told = Instant.MIN;
    }

    /** Whether it has lasted this long. */
    boolean exceeds(Duration time) {
        return !since.equals(Instant.MAX) && !clock.instant().isBefore(since.plus(time));
    }
}
