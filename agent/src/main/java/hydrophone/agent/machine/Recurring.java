package hydrophone.agent.machine;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Short runs of bytes that come again and again (the name of a command, the control groups of a
 * job's processes), with what was made of them: the same bytes give the same object, so that
 * reading them once more costs a comparison and leaves nothing. It remembers the last run of each
 * of its places and grows no further. Not thread-safe.
 *
 * @param <T> what is made; not to be changed
 */
public final class Recurring<T> {
    private final Function<byte[], T> made;
    private final int longest;
    private final byte[][] bytes;
    private final Object[] values;

    /**
     * @param places a power of two
     * @param longest bytes; what is longer is made anew each time
     * @param made what bytes mean
     */
    public Recurring(int places, int longest, Function<byte[], T> made) {
        if (Integer.bitCount(places) != 1) throw new IllegalArgumentException("places: " + places);
        this.made = made;
        this.longest = longest;
        this.bytes = new byte[places][];
        this.values = new Object[places];
    }

    /** What is made of the bytes from start to end. */
    @SuppressWarnings("unchecked") // only what was made is kept
    T of(byte[] from, int start, int end) {
        if (end - start > longest) return made.apply(Arrays.copyOfRange(from, start, end));
        int place = place(from, start, end);
        if (!holds(bytes[place], from, start, end)) {
            byte[] copy = Arrays.copyOfRange(from, start, end);
            values[place] = made.apply(copy);
            bytes[place] = copy;
        }
        return (T) values[place];
    }

    private int place(byte[] from, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) hash = 31 * hash + from[i];
        return (hash ^ hash >>> 9 ^ hash >>> 18) & (bytes.length - 1);
    }

    private static boolean holds(byte @Nullable [] kept, byte[] from, int start, int end) {
        return kept != null && Arrays.equals(kept, 0, kept.length, from, start, end);
    }
}
