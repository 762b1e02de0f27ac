package hydrophone.ingest.store;

/** Arithmetic that saturates at the ends of {@code long}: SQLite's integers are signed 64 bits. */
final class Figures {
    private Figures() {}

    static long add(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    /** Percent as thousandths of a percent. */
    static long thousandths(double percent) {
        return Math.round(percent * 1000);
    }
}
