package hydrophone.agent.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as the configuration writes them: {@code 15s}, {@code 5m}, {@code 12h}. */
public final class TimeSpan {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})([hHmMsS])");

    private TimeSpan() {}

    /** Empty unless a positive whole number and one of h, m, s. */
    static Optional<Duration> parse(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) return Optional.empty();
        long amount = Long.parseLong(span.group(1));
        if (amount == 0) return Optional.empty();
        return Optional.of(
                switch (span.group(2).toLowerCase(Locale.ROOT)) {
                    case "h" -> Duration.ofHours(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofSeconds(amount);
                });
    }

    /** In the largest unit that holds it whole. */
    public static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds % 3600 == 0) return seconds / 3600 + "h";
        if (seconds % 60 == 0) return seconds / 60 + "m";
        return seconds + "s";
    }
}
