package hydrophone.agent.machine;

import java.nio.charset.StandardCharsets;

/**
 * Short names that come again and again, as text: the same bytes give the same object, so that
 * thousands of processes of one program share one string and reading them once more makes none. It
 * remembers the last name of each of 512 places and grows no further. Not thread-safe.
 */
public final class CommandNames {
    private static final int PLACES = 512;
    private static final int LONGEST = 64;

    private final byte[][] bytes = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    /** The text of these bytes; what is not UTF-8 becomes U+FFFD. */
    String of(byte[] from, int start, int end) {
        int length = end - start;
        if (length > LONGEST) return new String(from, start, length, StandardCharsets.UTF_8);
        int place = place(from, start, end);
        if (!holds(bytes[place], from, start, length)) {
            bytes[place] = java.util.Arrays.copyOfRange(from, start, end);
            texts[place] = new String(bytes[place], StandardCharsets.UTF_8);
        }
        return texts[place];
    }

    private static int place(byte[] from, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) hash = 31 * hash + from[i];
        return (hash ^ hash >>> 9 ^ hash >>> 18) & (PLACES - 1);
    }

    private static boolean holds(byte[] kept, byte[] from, int start, int length) {
        if (kept == null || kept.length != length) return false;
        for (int i = 0; i < length; i++) {
            if (kept[i] != from[start + i]) return false;
        }
        return true;
    }
}
