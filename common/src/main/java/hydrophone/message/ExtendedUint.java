package hydrophone.message;

import java.util.OptionalLong;

/**
 * Sonar's ExtendedUint, which packs "unset" and "infinite" into an unsigned figure: 0 = unset, 1 =
 * infinite, v+2 = v. The records keep it as it is on the wire.
 */
public final class ExtendedUint {
    public static final long UNSET = 0;
    public static final long INFINITE = 1;

    private ExtendedUint() {}

    /** The wire form of a figure; figures near 2^63 saturate. */
    public static long of(long value) {
        if (value < 0) throw new IllegalArgumentException("negative: " + value);
        return value > Long.MAX_VALUE - 2 ? Long.MAX_VALUE : value + 2;
    }

    /** The figure, or empty when it is unset or infinite. */
    public static OptionalLong value(long wire) {
        return wire >= 2 ? OptionalLong.of(wire - 2) : OptionalLong.empty();
    }
}
