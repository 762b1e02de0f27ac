package hydrophone.agent.machine;

import java.nio.charset.StandardCharsets;

/**
 * A position in the bytes of a kernel file. It never leaves its bytes, whatever they hold: at the
 * end of a line numbers are missing and fields are empty, they are never taken from the next line.
 *
 * <p>Numbers beyond 2^63-1 saturate (the kernel prints "no limit" as 2^64-1). Not thread-safe.
 */
public final class Cursor {
    /**
     * What no machine reaches (22,000 years of ticks, 64 PiB in KiB): figures are cut to it where
     * tens of thousands of them may be added up, so that no sum overflows whatever a file says.
     */
    public static final long LARGEST_SUMMAND = 1L << 46;

    private final Object file;
    private byte[] bytes;
    private int end;
    private int at;

    /**
     * @param file named in errors; turned to text only then
     * @param bytes not copied; the first {@code length} are looked at
     */
    public Cursor(Object file, byte[] bytes, int length) {
        this.file = file;
        this.bytes = bytes;
        this.end = length;
    }

    /** Starts again over other bytes, so that a loop over files needs but one cursor. */
    public void restart(byte[] newBytes, int length) {
        bytes = newBytes;
        end = length;
        at = 0;
    }

    /** A cursor over text, for parsers fed with literals. */
    public static Cursor over(String file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Cursor(file, bytes, bytes.length);
    }

    public boolean atEnd() {
        return at >= end;
    }

    public boolean atLineEnd() {
        return at >= end || bytes[at] == '\n';
    }

    public int position() {
        return at;
    }

    public void moveTo(int position) {
        at = Math.clamp(position, 0, end);
    }

    /** Goes behind the next line feed. */
    public void nextLine() {
        int i = at;
        while (i < end && bytes[i] != '\n') i++;
        at = Math.min(i + 1, end);
    }

    public void skipBlanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) at++;
    }

    /** Goes behind a prefix if it stands here. */
    public boolean skip(String ascii) {
        if (end - at < ascii.length()) return false;
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[at + i] != ascii.charAt(i)) return false;
        }
        at += ascii.length();
        return true;
    }

    /** Skips blanks and then this many fields with the blanks after them. */
    public void skipFields(int count) {
        skipBlanks();
        for (int i = 0; i < count; i++) {
            at = fieldEnd();
            skipBlanks();
        }
    }

    private int fieldEnd() {
        int i = at;
        while (i < end && bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\n') i++;
        return i;
    }

    /** Position of the first such byte on this line, -1 if there is none. */
    public int find(char wanted) {
        for (int i = at; i < end && bytes[i] != '\n'; i++) {
            if (bytes[i] == wanted) return i;
        }
        return -1;
    }

    /**
     * Position of the last such byte from here up to a limit, -1 if there is none.
     *
     * @param limit may lie beyond the end
     */
    public int findLast(char wanted, int limit) {
        for (int i = Math.min(end, limit) - 1; i >= at; i--) {
            if (bytes[i] == wanted) return i;
        }
        return -1;
    }

    /** The byte here, -1 at the end. */
    public int peek() {
        return at < end ? bytes[at] : -1;
    }

    /** A range of the bytes, looked up among those seen before. */
    public <T> T known(int from, int to, Recurring<T> known) {
        return known.of(bytes, from, Math.max(from, to));
    }

    /** All from here on, looked up among those seen before. */
    public <T> T known(Recurring<T> known) {
        return known(at, end, known);
    }

    /** The bytes of a range, decoded leniently: what is not UTF-8 becomes U+FFFD. */
    public String text(int from, int to) {
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.UTF_8);
    }

    /** The next field of this line, "" at its end. */
    public String field() {
        skipBlanks();
        int from = at;
        at = fieldEnd();
        return text(from, at);
    }

    /** The rest of this line without the blanks around it. */
    public String rest() {
        skipBlanks();
        int from = at;
        while (!atLineEnd()) at++;
        return text(from, at).strip();
    }

    /** The next whole number of this line. */
    public long number() throws MalformedFileException {
        skipBlanks();
        boolean negative = peek() == '-';
        if (negative) at++;
        int from = at;
        int i = from;
        long value = 0;
        for (; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            int digit = bytes[i] - '0';
            // 17 digits cannot overflow; dividing at each of them would cost more than reading.
            value =
                    i - from > 16 && value > (Long.MAX_VALUE - digit) / 10
                            ? Long.MAX_VALUE
                            : value * 10 + digit;
        }
        at = i;
        if (at == from || !atFieldEnd()) throw malformed("expected a number");
        return negative ? -value : value;
    }

    /** The next whole number; a negative one (the kernel's -1 of dying processes) counts as 0. */
    public long count() throws MalformedFileException {
        return Math.max(0, number());
    }

    /** The next counts of this line, as many as asked for, in one loop: it is the hottest one. */
    public void counts(long[] into, int count) throws MalformedFileException {
        byte[] in = bytes;
        int i = at;
        for (int n = 0; n < count; n++) {
            while (i < end && (in[i] == ' ' || in[i] == '\t')) i++;
            boolean negative = i < end && in[i] == '-';
            if (negative) i++;
            int from = i;
            long value = 0;
            for (; i < end && in[i] >= '0' && in[i] <= '9'; i++) {
                int digit = in[i] - '0';
                value =
                        i - from > 16 && value > (Long.MAX_VALUE - digit) / 10
                                ? Long.MAX_VALUE
                                : value * 10 + digit;
            }
            at = i;
            if (i == from || !atFieldEnd()) throw malformed("expected a number");
            into[n] = negative ? 0 : value;
        }
    }

    /** A count cut to 2^31-1: a pid, a number of threads. */
    public static int small(long count) {
        return (int) Math.min(Integer.MAX_VALUE, count);
    }

    /** The next count, at most {@link #LARGEST_SUMMAND}. */
    public long summand() throws MalformedFileException {
        return summand(count());
    }

    /** A count cut likewise. */
    public static long summand(long count) {
        return Math.min(LARGEST_SUMMAND, count);
    }

    /** The next number with a fraction, as in {@code 0.25}; never infinite. */
    public double decimal() throws MalformedFileException {
        String field = field();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if ((c < '0' || c > '9') && c != '.') throw malformed("expected a decimal number");
        }
        try {
            return Math.min(Long.MAX_VALUE, Double.parseDouble(field));
        } catch (NumberFormatException _) {
            throw malformed("expected a decimal number");
        }
    }

    /** An error that names this file, line and byte. */
    public MalformedFileException malformed(String what) {
        int line = 1;
        for (int i = 0; i < at && i < end; i++) {
            if (bytes[i] == '\n') line++;
        }
        return new MalformedFileException(file + ":" + line, what + " at byte " + at);
    }

    private boolean atFieldEnd() {
        return atLineEnd() || bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '/';
    }
}
