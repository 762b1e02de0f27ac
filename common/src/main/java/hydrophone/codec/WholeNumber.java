package hydrophone.codec;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A number of any form ({@code 18446744073709551615}, {@code 1.0}, {@code 1e3}) as a {@code long}.
 * An exponent is never multiplied out, as 1e-999999999 would take hours.
 */
final class WholeNumber {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal SMALLEST = BigDecimal.valueOf(Long.MIN_VALUE);

    /** Digits of the largest long. */
    private static final int DIGITS = 19;

    private WholeNumber() {}

    /** The whole part; at the ends of the range the end. */
    static long nearest(BigDecimal exact) {
        long digitsBeforePoint = (long) exact.precision() - exact.scale();
        if (exact.signum() == 0 || digitsBeforePoint <= 0) return 0;
        if (digitsBeforePoint > DIGITS || exact.compareTo(LARGEST) > 0) return end(exact);
        if (exact.compareTo(SMALLEST) < 0) return Long.MIN_VALUE;
        return exact.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** How the value was bent to fit, or null when it is exact. */
    static @Nullable String bent(BigDecimal exact, long value) {
        if (exact.compareTo(BigDecimal.valueOf(value)) == 0) return null;
        boolean atEnd = value == Long.MAX_VALUE || value == Long.MIN_VALUE;
        return atEnd ? "saturated at" : "cut to";
    }

    private static long end(BigDecimal exact) {
        return exact.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
}
