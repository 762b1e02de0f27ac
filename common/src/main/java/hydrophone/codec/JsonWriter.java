package hydrophone.codec;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes members in the wire's own manner: compact, raw UTF-8, control characters as blanks (but in
 * a text that is asked for exactly), figures without exponent. The word before the name says when a
 * member is written: {@code always}, or only {@code ifSet}: when it is not zero, empty, false or
 * null.
 */
final class JsonWriter {
    /** Beyond these a float is no figure of any machine; they keep numbers under 40 digits. */
    private static final double LARGEST = 1e18;

    private static final double SMALLEST = 1e-12;
    private static final double LARGEST_WITH_THREE_DECIMALS = 1e12;

    private static final int FIRST = 4 * 1024;

    private final ByteChunks out;
    private boolean comma;
    private boolean exact;

    /** For one document. */
    JsonWriter() {
        this(FIRST);
    }

    /**
     * @param first bytes to begin with
     */
    JsonWriter(int first) {
        out = new ByteChunks(first);
    }

    /** Starts a new document of about so many bytes at most. */
    void restart(int most) {
        out.restart(most);
        comma = false;
    }

    void begin() {
        separate();
        out.put('{');
        comma = false;
    }

    void begin(String name) {
        name(name);
        out.put('{');
        comma = false;
    }

    void end() {
        out.put('}');
        comma = true;
    }

    /** Ends the document with a newline, which is part of the message. */
    byte[] finish() {
        out.put('\n');
        return out.toByteArray();
    }

    void always(String name, long value) {
        name(name);
        number(value);
    }

    void always(String name, String value) {
        name(name);
        text(value);
    }

    void always(String name, boolean value) {
        name(name);
        ascii(value ? "true" : "false");
    }

    void always(String name, OffsetDateTime time) {
        name(name);
        out.put('"');
        Timestamps.write(out, time);
        out.put('"');
    }

    /** A float in its shortest form; NaN and infinities, which JSON lacks, become 0. */
    void alwaysDecimal(String name, double value) {
        name(name);
        ascii(plain(value));
    }

    <T> void always(String name, List<T> elements, BiConsumer<JsonWriter, T> element) {
        name(name);
        out.put('[');
        comma = false;
        for (T each : elements) element.accept(this, each);
        out.put(']');
        comma = true;
    }

    void ifSet(String name, long value) {
        if (value != 0) always(name, value);
    }

    void ifSet(String name, String value) {
        if (!value.isEmpty()) always(name, value);
    }

    /** Control characters as JSON's own escapes; half of a surrogate pair is still replaced. */
    void ifSetExactly(String name, String value) {
        boolean before = exact;
        exact = true;
        ifSet(name, value);
        exact = before;
    }

    /** From here on all texts as by {@link #ifSetExactly}. */
    void exactly() {
        exact = true;
    }

    void ifSet(String name, boolean value) {
        if (value) always(name, true);
    }

    void ifSet(String name, @Nullable OffsetDateTime time) {
        if (time != null) always(name, time);
    }

    void ifSetDecimal(String name, double value) {
        String digits = plain(value);
        if (digits.equals("0")) return;
        name(name);
        ascii(digits);
    }

    /** A float with at most three decimals; what rounds to 0 is left out. */
    void ifSetThreeDecimals(String name, double value) {
        if (Math.abs(value) >= LARGEST_WITH_THREE_DECIMALS) {
            ifSetDecimal(name, value);
            return;
        }
        long thousandths = Math.round(value * 1000);
        if (thousandths == 0) return;
        name(name);
        thousandths(thousandths);
    }

    <T> void ifSet(String name, List<T> elements, BiConsumer<JsonWriter, T> element) {
        if (!elements.isEmpty()) always(name, elements, element);
    }

    /** An array's element. */
    void element(long value) {
        separate();
        number(value);
    }

    /** An array's element. */
    void element(String value) {
        separate();
        text(value);
    }

    /** An array's element that is a row of numbers. */
    void element(List<Long> row) {
        separate();
        out.put('[');
        comma = false;
        for (long value : row) element(value);
        out.put(']');
        comma = true;
    }

    private void name(String name) {
        out.putName(name, comma);
        comma = true;
    }

    private void separate() {
        if (comma) out.put(',');
        comma = true;
    }

    private void number(long value) {
        if (value >= 0 && value < 10) out.put('0' + (int) value);
        else out.putDecimal(value);
    }

    private void thousandths(long value) {
        if (value < 0) out.put('-');
        long magnitude = Math.abs(value);
        number(magnitude / 1000);
        int rest = (int) (magnitude % 1000);
        if (rest == 0) return;
        out.put('.');
        out.put('0' + rest / 100);
        if (rest % 100 != 0) out.put('0' + rest / 10 % 10);
        if (rest % 10 != 0) out.put('0' + rest % 10);
    }

    private static String plain(double value) {
        if (!Double.isFinite(value) || Math.abs(value) < SMALLEST) return "0";
        double bounded = Math.clamp(value, -LARGEST, LARGEST);
        if (bounded == Math.rint(bounded)) return Long.toString((long) bounded);
        String shortest = Double.toString(bounded);
        if (shortest.indexOf('E') < 0) return shortest;
        return new BigDecimal(shortest).stripTrailingZeros().toPlainString();
    }

    private void text(String text) {
        out.put('"');
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            at += Character.charCount(codePoint);
            boolean half =
                    codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            if (codePoint < 0x80) asciiInText((char) codePoint);
            else beyondAscii(half ? 0xFFFD : codePoint);
        }
        out.put('"');
    }

    private void asciiInText(char c) {
        switch (c) {
            case '"', '\\' -> escaped(c);
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            default -> {
                if (c >= ' ') out.put(c);
                else control(c);
            }
        }
    }

    private void control(char c) {
        if (!exact) {
            out.put(' ');
            return;
        }
        out.putAscii("\\u00");
        out.put(c < 16 ? '0' : '1');
        out.put("0123456789abcdef".charAt(c & 15));
    }

    private void escaped(char c) {
        out.put('\\');
        out.put(c);
    }

    private void beyondAscii(int codePoint) {
        if (codePoint < 0x800) {
            out.put(0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                out.put(0xE0 | codePoint >> 12);
            } else {
                out.put(0xF0 | codePoint >> 18);
                out.put(0x80 | (codePoint >> 12 & 0x3F));
            }
            out.put(0x80 | (codePoint >> 6 & 0x3F));
        }
        out.put(0x80 | (codePoint & 0x3F));
    }

    private void ascii(String text) {
        out.putAscii(text);
    }
}
