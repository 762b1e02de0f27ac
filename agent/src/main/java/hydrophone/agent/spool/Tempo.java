package hydrophone.agent.spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** When the drain sends, and when it waits; every wait ends when the daemon stops. */
public final class Tempo {
    private static final Logger log = LoggerFactory.getLogger(Tempo.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    /** What may go at once before the rate counts. */
    private static final long BURST_BYTES = 4L << 20;

    private final Spool spool;
    private final Settings settings;
    private Duration pause = FIRST_PAUSE;
    private long paidUntil;

    /**
     * @param window the first message waits less than this, at random
     * @param patience a message that waits longer is worth a word
     * @param holdUntil {@link System#nanoTime()} before which nothing is sent
     * @param rate bytes of messages a second, in the long run
     * @param random seeded per host and run, so that nodes started together part
     */
    public record Settings(
            Duration window,
            Duration patience,
            long holdUntil,
            long rate,
            RandomGenerator random,
            InstantSource clock) {}

    Tempo(Spool spool, Settings settings) {
        this.spool = spool;
        this.settings = settings;
        this.paidUntil = System.nanoTime() - nanos(BURST_BYTES);
    }

    /** Waits until the window opens for this node. */
    void window() throws InterruptedException {
        long window = settings.window().toSeconds();
        if (window > 0) {
            long seconds = settings.random().nextLong(window);
            log.debug("Sleeping {} before sending", seconds);
            spool.pause(Duration.ofSeconds(seconds));
            log.debug("Sending window open.");
        }
        spool.pause(Duration.ofNanos(settings.holdUntil() - System.nanoTime()));
    }

    /** Half to all of a pause that doubles; a daemon that stops tries again soon. */
    void backOff() throws InterruptedException {
        long millis = (long) (pause.toMillis() * (0.5 + settings.random().nextDouble() / 2));
        spool.pause(Duration.ofMillis(millis));
        if (spool.isStopping()) TimeUnit.MILLISECONDS.sleep(100);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    void well() {
        pause = FIRST_PAUSE;
    }

    /** Waits where too much was sent of late. */
    void sent(long bytes) throws InterruptedException {
        long burst = nanos(BURST_BYTES);
        paidUntil = Math.max(paidUntil, System.nanoTime() - burst) + nanos(bytes);
        spool.pause(Duration.ofNanos(paidUntil - System.nanoTime()));
    }

    private long nanos(long bytes) {
        return (long) (bytes * 1e9 / settings.rate());
    }

    /** Words about a message that has waited for long. */
    String overdue(Optional<Instant> oldest) {
        if (oldest.isEmpty()) return "";
        Instant since = oldest.get().truncatedTo(ChronoUnit.SECONDS);
        Duration waited = Duration.between(since, settings.clock().instant());
        return waited.compareTo(settings.patience()) < 0 ? "" : ", the oldest since " + since;
    }
}
