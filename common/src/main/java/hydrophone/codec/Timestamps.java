package hydrophone.codec;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The wire's times: {@code yyyy-mm-ddThh:mm:ss±hh:mm}. {@code Z} and a fraction are read too; the
 * fraction is dropped, as every time on the wire is in whole seconds. Only instants of the years 0
 * to 9999 are taken, so that what was read can be written in any offset, UTC included.
 *
 * <p>By hand because a job message holds hundreds of thousands of them: {@code DateTimeFormatter}
 * takes some ten times as long.
 */
final class Timestamps {
    private static final String EXPECTED = "expected a time like 2026-03-04T10:15:00+01:00";
    private static final String YEARS = "expected a time in the years 0 to 9999";
    private static final long FIRST = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long LAST =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);

    private Timestamps() {}

    /**
     * Reads a time.
     *
     * @throws DateTimeException when it is none; the text says what was expected
     */
    static OffsetDateTime parse(String text) {
        if (text.length() < 20) throw new DateTimeException(EXPECTED);
        LocalDateTime local =
                LocalDateTime.of(
                        digits(text, 0, 4),
                        digits(expect(text, 4, '-'), 5, 2),
                        digits(expect(text, 7, '-'), 8, 2),
                        digits(expect(text, 10, 'T'), 11, 2),
                        digits(expect(text, 13, ':'), 14, 2),
                        digits(expect(text, 16, ':'), 17, 2));
        OffsetDateTime time = local.atOffset(offset(text, skipFraction(text)));
        check(time);
        return time;
    }

    /**
     * Appends a time; a part of a second is cut off.
     *
     * @throws DateTimeException outside the years 0 to 9999
     */
    static void write(ByteChunks out, OffsetDateTime given) {
        OffsetDateTime time = wholeMinutes(given);
        check(time);
        int year = time.getYear();
        two(out, year / 100);
        two(out, year % 100);
        out.put('-');
        two(out, time.getMonthValue());
        out.put('-');
        two(out, time.getDayOfMonth());
        out.put('T');
        two(out, time.getHour());
        out.put(':');
        two(out, time.getMinute());
        out.put(':');
        two(out, time.getSecond());
        int offset = time.getOffset().getTotalSeconds() / 60;
        out.put(offset < 0 ? '-' : '+');
        two(out, Math.abs(offset) / 60);
        out.put(':');
        two(out, Math.abs(offset) % 60);
    }

    /** The same instant at an offset of whole minutes; zones had odd seconds before 1900. */
    private static OffsetDateTime wholeMinutes(OffsetDateTime time) {
        int odd = time.getOffset().getTotalSeconds() % 60;
        if (odd == 0) return time;
        return time.withOffsetSameInstant(
                ZoneOffset.ofTotalSeconds(time.getOffset().getTotalSeconds() - odd));
    }

    private static void check(OffsetDateTime time) {
        long second = time.toEpochSecond();
        boolean localYear = time.getYear() >= 0 && time.getYear() <= 9999;
        if (second < FIRST || second > LAST || !localYear) throw new DateTimeException(YEARS);
    }

    private static int skipFraction(String text) {
        if (text.charAt(19) != '.') return 19;
        int at = 20;
        while (at < text.length() && isDigit(text.charAt(at))) at++;
        if (at == 20) throw new DateTimeException(EXPECTED);
        return at;
    }

    private static ZoneOffset offset(String text, int at) {
        int length = text.length() - at;
        if (length == 1 && text.charAt(at) == 'Z') return ZoneOffset.UTC;
        if (length != 6) throw new DateTimeException(EXPECTED);
        char sign = text.charAt(at);
        if (sign != '+' && sign != '-') throw new DateTimeException(EXPECTED);
        int hours = digits(text, at + 1, 2);
        int minutes = digits(expect(text, at + 3, ':'), at + 4, 2);
        return sign == '+'
                ? ZoneOffset.ofHoursMinutes(hours, minutes)
                : ZoneOffset.ofHoursMinutes(-hours, -minutes);
    }

    private static String expect(String text, int at, char wanted) {
        if (text.charAt(at) != wanted) throw new DateTimeException(EXPECTED);
        return text;
    }

    private static int digits(String text, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) throw new DateTimeException(EXPECTED);
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static void two(ByteChunks out, int value) {
        out.put('0' + value / 10);
        out.put('0' + value % 10);
    }
}
