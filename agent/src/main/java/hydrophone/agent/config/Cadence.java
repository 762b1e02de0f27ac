package hydrophone.agent.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often something is observed, on points that are the same on all nodes: the multiples, since
 * 1970-01-01T00:00Z, of a length that divides a day or is a number of whole days. So {@code 15s}
 * means :00, :15, :30 and :45 of every minute, and {@code 48h} every other midnight UTC.
 *
 * @param seconds between two points
 */
public record Cadence(long seconds) {
    private static final long DAY = 86_400;

    public Cadence {
        if (!legal(seconds)) throw new IllegalArgumentException("no cadence: " + seconds + " s");
    }

    /** Empty unless the text is such a length; wider than Sonar's own rule. */
    static Optional<Cadence> parse(String text) {
        return TimeSpan.parse(text)
                .map(Duration::toSeconds)
                .filter(Cadence::legal)
                .map(Cadence::new);
    }

    private static boolean legal(long seconds) {
        return seconds > 0 && (DAY % seconds == 0 || seconds % DAY == 0);
    }

    /** The legal lengths around an illegal one, as {@code 6m or 8m}. */
    static String nearest(Duration span) {
        long below = span.toSeconds();
        while (!legal(below)) below--;
        long above = span.toSeconds();
        while (!legal(above)) above++;
        return TimeSpan.text(Duration.ofSeconds(below))
                + " or "
                + TimeSpan.text(Duration.ofSeconds(above));
    }

    /** The last point that is not after {@code now}. */
    public Instant atOrBefore(Instant now) {
        return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
    }

    /** The first point strictly after {@code now}. */
    public Instant after(Instant now) {
        return atOrBefore(now).plusSeconds(seconds);
    }

    @Override
    public String toString() {
        return TimeSpan.text(Duration.ofSeconds(seconds));
    }
}
