package hydrophone.agent.slurm;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Dates as sacct writes them: seconds since 1970 or {@code 2026-03-04T10:15:00}, with an offset
 * (SLURM_TIME_FORMAT's {@code %z}) or without one. By hand, as a snapshot may hold 300,000.
 */
final class SacctDates {
    /** Nothing ran before; nothing that can be written in any offset comes after. */
    private static final int FIRST_YEAR = 1970;

    private static final int LAST_YEAR = 9998;

    private static final int MOST_DIGITS = 12;

    private SacctDates() {}

    /** Slurm's words for no date. */
    static boolean isAbsent(String text) {
        return switch (text) {
            case "", "Unknown", "None", "N/A", "0" -> true;
            default -> false;
        };
    }

    /**
     * A date, or null if it is none.
     *
     * @param zone whose offset at that date is taken where the text has none
     */
    static @Nullable OffsetDateTime parse(String text, ZoneId zone) {
        try {
            OffsetDateTime date = text.indexOf('T') < 0 ? seconds(text, zone) : local(text, zone);
            if (date == null) return null;
            return date.getYear() < FIRST_YEAR || date.getYear() > LAST_YEAR ? null : date;
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static @Nullable OffsetDateTime seconds(String text, ZoneId zone) {
        int sign = Math.max(text.indexOf('+'), text.indexOf('-'));
        int end = sign < 0 ? text.length() : sign;
        if (end > MOST_DIGITS) return null;
        long seconds = SacctValues.number(text, 0, end);
        if (seconds < 0) return null;
        Instant instant = Instant.ofEpochSecond(seconds);
        return sign < 0
                ? instant.atZone(zone).toOffsetDateTime()
                : instant.atOffset(offset(text.substring(sign)));
    }

    private static @Nullable OffsetDateTime local(String text, ZoneId zone) {
        if (text.length() < 16 || !hasMarks(text)) return null;
        boolean seconds = text.length() >= 19 && text.charAt(16) == ':';
        LocalDateTime local =
                LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 2),
                        number(text, 8, 2),
                        number(text, 11, 2),
                        number(text, 14, 2),
                        seconds ? number(text, 17, 2) : 0);
        String offset = text.substring(seconds ? 19 : 16);
        return offset.isEmpty()
                ? local.atZone(zone).toOffsetDateTime()
                : local.atOffset(offset(offset));
    }

    private static boolean hasMarks(String text) {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':';
    }

    /** {@code +0100}, {@code +01:00} or {@code Z}. */
    private static ZoneOffset offset(String text) {
        if (text.equals("Z")) return ZoneOffset.UTC;
        boolean colon = text.length() == 6 && text.charAt(3) == ':';
        char sign = text.charAt(0);
        if ((text.length() != 5 && !colon) || (sign != '+' && sign != '-')) {
            throw new DateTimeException("no offset");
        }
        int hours = number(text, 1, 2);
        int minutes = number(text, colon ? 4 : 3, 2);
        return sign == '+'
                ? ZoneOffset.ofHoursMinutes(hours, minutes)
                : ZoneOffset.ofHoursMinutes(-hours, -minutes);
    }

    private static int number(String text, int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') throw new DateTimeException("no number");
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
