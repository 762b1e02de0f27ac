package hydrophone.ingest.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as {@code sacct -S} reads them, and some more. Pure: what "now" is, and where, is given.
 *
 * <p>Read: {@code now}, {@code now-2hours}, {@code today}, {@code midnight}, {@code noon}, {@code
 * teatime} (16:00), {@code yesterday}, {@code tomorrow}; {@code 6h}, {@code 2d}, {@code 1w}, {@code
 * 1d12h} (ago); {@code HH:MM[:SS][AM|PM]} (today); {@code MMDD[YY]}, {@code MM/DD[/YY]}, {@code
 * MM.DD[.YY]}, each with {@code -HH:MM[:SS]}; {@code YYYY-MM-DD[THH:MM[:SS]]} (also a blank for the
 * T), with {@code Z} or {@code +01:00} if wanted; {@code @1700000000} (Unix seconds). Without an
 * offset a time is the viewer's; a date is its midnight; an hour that a clock change skips or
 * doubles is taken as Java's {@link LocalDateTime#atZone} does. A date without year is this year's.
 */
record TimeExpression(Instant now, ZoneId zone) {
    private static final int MAX_LENGTH = 60;
    private static final Map<String, Long> UNITS =
            Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L, "w", 604_800L);
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9}[smhdw])+");
    private static final Pattern SPAN_PART = Pattern.compile("(\\d{1,9})([smhdw])");
    private static final Pattern SHIFT =
            Pattern.compile(
                    "now([+-])(\\d{1,9})(s|sec|second|m|min|minute|h|hour|d|day|w|week)?s?");
    private static final Pattern CLOCK =
            Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(am|pm)?");
    private static final Pattern MONTH_DAY =
            Pattern.compile(
                    "(?:(\\d{2})(\\d{2})(\\d{2})?|(\\d{1,2})[/.](\\d{1,2})(?:[/.](\\d{2}|\\d{4}))?)(?:-(.+))?");
    private static final Pattern ISO =
            Pattern.compile(
                    "(\\d{4}-\\d{2}-\\d{2})(?:[t"
                            + " ](\\d{2}:\\d{2}(?::\\d{2})?)(?:\\.\\d+)?(z|[+-]\\d{2}:?\\d{2})?)?");

    /** Unix seconds, or a usage error that lists the forms. */
    long seconds(String text) throws QueryException {
        String word = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (word.length() <= MAX_LENGTH) return parse(word).getEpochSecond();
        } catch (DateTimeException | ArithmeticException e) {
            // Falls through: the line below says which forms there are.
        }
        throw QueryException.usage(
                "cannot read the time '"
                        + SafeText.shown(SafeText.shortened(text, MAX_LENGTH))
                        + "': use 6h or 2d (ago), HH:MM, YYYY-MM-DD[THH:MM[:SS]][+HH:MM], MM/DD,"
                        + " today, yesterday, now-2hours");
    }

    /** A length of time: {@code 90} (seconds), {@code 5m}, {@code 1d12h}; above zero. */
    static long span(String text) throws QueryException {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.matches("\\d{1,9}")) word = word + "s";
        if (SPAN.matcher(word).matches() && word.length() <= MAX_LENGTH) {
            long seconds = ofSpan(word).toSeconds();
            if (seconds > 0) return seconds;
        }
        throw QueryException.usage(
                "cannot read the duration '"
                        + SafeText.shown(SafeText.shortened(text, MAX_LENGTH))
                        + "': use for example 30s, 5m, 1h, 1d12h");
    }

    private Instant parse(String word) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return switch (word) {
            case "now" -> now;
            case "today", "midnight" -> at(today, LocalTime.MIDNIGHT);
            case "yesterday" -> at(today.minusDays(1), LocalTime.MIDNIGHT);
            case "tomorrow" -> at(today.plusDays(1), LocalTime.MIDNIGHT);
            case "noon" -> at(today, LocalTime.NOON);
            case "fika" -> at(today, LocalTime.of(15, 0));
            case "teatime" -> at(today, LocalTime.of(16, 0));
            default -> byPattern(word, today);
        };
    }

    private Instant byPattern(String word, LocalDate today) {
        if (SPAN.matcher(word).matches()) return now.minus(ofSpan(word));
        if (word.matches("@\\d{1,11}")) {
            return Instant.ofEpochSecond(Long.parseLong(word, 1, word.length(), 10));
        }
        Matcher m = SHIFT.matcher(word);
        if (m.matches()) return shifted(m);
        m = ISO.matcher(word);
        if (m.matches()) return iso(m);
        if (CLOCK.matcher(word).matches()) return at(today, clock(word));
        m = MONTH_DAY.matcher(word);
        if (m.matches()) return monthDay(m, today);
        throw new DateTimeException("no known form");
    }

    private Instant at(LocalDate date, LocalTime time) {
        return LocalDateTime.of(date, time).atZone(zone).toInstant();
    }

    private static Duration ofSpan(String word) {
        long seconds = 0;
        Matcher m = SPAN_PART.matcher(word);
        while (m.find()) seconds += Long.parseLong(m.group(1)) * UNITS.getOrDefault(m.group(2), 1L);
        return Duration.ofSeconds(seconds);
    }

    private Instant shifted(Matcher m) {
        String unit = m.group(3) == null ? "s" : m.group(3).substring(0, 1);
        Duration by = ofSpan(m.group(2) + unit);
        return m.group(1).equals("-") ? now.minus(by) : now.plus(by);
    }

    private Instant iso(Matcher m) {
        LocalDate date = LocalDate.parse(m.group(1));
        if (m.group(2) == null) return at(date, LocalTime.MIDNIGHT);
        LocalTime time = LocalTime.parse(m.group(2));
        String offset = m.group(3);
        if (offset == null) return at(date, time);
        if (offset.length() == 5) offset = offset.substring(0, 3) + ":" + offset.substring(3);
        String full = date + "T" + time + offset.toUpperCase(Locale.ROOT);
        return OffsetDateTime.parse(full).toInstant();
    }

    private static LocalTime clock(String word) {
        Matcher m = CLOCK.matcher(word);
        if (!m.matches()) throw new DateTimeException("no time of day");
        int hour = Integer.parseInt(m.group(1));
        int second = m.group(3) == null ? 0 : Integer.parseInt(m.group(3));
        if (m.group(4) != null) {
            if (hour < 1 || hour > 12) throw new DateTimeException("no hour of a half day");
            hour = hour % 12 + (m.group(4).equals("pm") ? 12 : 0);
        }
        return LocalTime.of(hour, Integer.parseInt(m.group(2)), second);
    }

    private Instant monthDay(Matcher m, LocalDate today) {
        int first = m.group(1) != null ? 1 : 4;
        String yearText = m.group(first + 2);
        int year = yearText == null ? today.getYear() : Integer.parseInt(yearText);
        if (year < 100) year += 2000;
        int month = Integer.parseInt(m.group(first));
        int day = Integer.parseInt(m.group(first + 1));
        LocalTime time = m.group(7) == null ? LocalTime.MIDNIGHT : clock(m.group(7));
        return at(LocalDate.of(year, month, day), time);
    }
}
