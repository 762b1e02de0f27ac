package hydrophone.agent.slurm;

/** Figures as sacct writes them; {@link #NONE} where a text is none. */
final class SacctValues {
    /** The text is no such figure: none of them is ever negative. */
    static final long NONE = -1;

    private static final int MOST_DIGITS = 18;
    private static final int DAY = 86_400;
    private static final long MOST_DAYS = Long.MAX_VALUE / DAY - 2;
    private static final String UNITS = "KMGTPE";

    private SacctValues() {}

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return !text.isEmpty();
    }

    /** Decimal digits only; {@link #NONE} also for what may be beyond 2^63-1. */
    static long number(String text) {
        return number(text, 0, text.length());
    }

    /** Of a part of a text. By hand: sacct's output is mostly numbers. */
    static long number(String text, int from, int to) {
        if (to <= from || to - from > MOST_DIGITS) return NONE;
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return NONE;
            value = value * 10 + digit;
        }
        return value;
    }

    /**
     * A count. Older versions write round ones of nodes in short, in powers of 1024: {@code 2K}.
     */
    static long count(String text) {
        if (text.isEmpty()) return 0;
        int unit = unit(text);
        if (unit == 0) return number(text);
        long value = number(text.substring(0, text.length() - 1));
        return value < 0 || unit > 2 || value > (Long.MAX_VALUE >> (10 * unit))
                ? NONE
                : value << (10 * unit);
    }

    /**
     * A volume in KiB, rounded up: {@code 143032K}, {@code 0.01M}, {@code 48G}; without a unit it
     * is bytes. A question mark means that Slurm does not know: 0.
     */
    static long volume(String text) {
        if (text.isEmpty() || text.equals("?")) return 0;
        int unit = unit(text);
        double value = decimal(unit == 0 ? text : text.substring(0, text.length() - 1));
        if (value < 0) return NONE;
        return (long) Math.ceil(Math.scalb(value, 10 * (unit - 1)));
    }

    /** 1 for K, 2 for M, …; 0 if there is none. */
    private static int unit(String text) {
        char last = text.charAt(text.length() - 1);
        return UNITS.indexOf(last >= 'a' && last <= 'z' ? last - ('a' - 'A') : last) + 1;
    }

    private static double decimal(String text) {
        int point = text.indexOf('.');
        if (point < 0) return number(text);
        String fraction = text.substring(point + 1);
        long all = number(text.substring(0, point) + fraction);
        if (point == 0 || fraction.isEmpty() || all < 0) return NONE;
        return all / Math.pow(10, fraction.length());
    }

    /** Whole seconds, what is left of one is cut off: {@code [DD-[hh:]]mm:ss[.fff]}. */
    static long duration(String text) {
        if (text.isEmpty()) return 0;
        int dash = text.indexOf('-');
        long days = dash < 0 ? 0 : number(text, 0, dash);
        int point = text.indexOf('.', dash + 1);
        if (point >= 0 && !isDigits(text.substring(point + 1))) return NONE;
        long seconds = clock(text, dash + 1, point < 0 ? text.length() : point);
        return days < 0 || days > MOST_DAYS || seconds < 0 ? NONE : days * DAY + seconds;
    }

    /** {@code [hh:]mm:ss}; each of them may have any number of digits up to nine. */
    private static long clock(String text, int start, int end) {
        long seconds = 0;
        int parts = 0;
        int from = start;
        while (from <= end) {
            int colon = text.indexOf(':', from, end);
            int to = colon < 0 ? end : colon;
            long part = to - from > 9 ? NONE : number(text, from, to);
            if (part < 0) return NONE;
            seconds = seconds * 60 + part;
            parts++;
            from = to + 1;
        }
        return parts == 2 || parts == 3 ? seconds : NONE;
    }
}
