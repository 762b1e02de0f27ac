package hydrophone.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a size not known beforehand, in chunks: growing copies nothing. The price of a message
 * is its own size twice (chunks and the final array), never the three to four times of a doubling
 * buffer; a 2 MiB sample has to fit into a 16 MiB heap. The first chunks are kept from message to
 * message.
 */
final class ByteChunks {
    private static final int LENGTH = 64 * 1024;
    private static final int KEPT = 8;

    /** Longest form of a long. */
    private static final int DIGITS = 20;

    private final List<byte[]> chunks = new ArrayList<>();
    private int most = Integer.MAX_VALUE;
    private byte[] chunk;
    private int used;
    private int index;

    ByteChunks(int first) {
        chunk = new byte[first];
        chunks.add(chunk);
    }

    /**
     * More was put than is allowed. Thrown at every message that is too large, so without trace.
     */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("more bytes than allowed", null, false, false);
        }
    }

    /**
     * Starts again.
     *
     * @param newMost bytes that may be put, to the chunk
     */
    void restart(int newMost) {
        while (chunks.size() > KEPT) chunks.removeLast();
        most = newMost;
        index = 0;
        chunk = chunks.getFirst();
        used = 0;
    }

    void put(int b) {
        if (used == chunk.length) next();
        chunk[used++] = (byte) b;
    }

    /** Text of ASCII characters alone. */
    void putAscii(String text) {
        int length = text.length();
        if (chunk.length - used < length) {
            for (int i = 0; i < length; i++) put(text.charAt(i));
            return;
        }
        copy(text, used);
        used += length;
    }

    /**
     * A member's name, ASCII, in quotes and with its colon, behind a comma if there is to be one.
     */
    void putName(String name, boolean comma) {
        if (chunk.length - used < name.length() + 4) {
            if (comma) put(',');
            put('"');
            putAscii(name);
            put('"');
            put(':');
            return;
        }
        int at = used;
        if (comma) chunk[at++] = ',';
        chunk[at++] = '"';
        copy(name, at);
        at += name.length();
        chunk[at++] = '"';
        chunk[at++] = ':';
        used = at;
    }

    /** The old method that takes the low bytes alone: for ASCII it is right, and one copy. */
    @SuppressWarnings("deprecation")
    private void copy(String ascii, int at) {
        ascii.getBytes(0, ascii.length(), chunk, at);
    }

    /** A whole number in decimal, without an object on the way. */
    void putDecimal(long value) {
        if (value < 0) {
            putAscii(Long.toString(value));
            return;
        }
        if (chunk.length - used < DIGITS) {
            for (char c : Long.toString(value).toCharArray()) put(c);
            return;
        }
        int length = digits(value);
        long rest = value;
        for (int at = used + length - 1; at >= used; at--) {
            chunk[at] = (byte) ('0' + (int) (rest % 10));
            rest /= 10;
        }
        used += length;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) digits++;
        return digits;
    }

    byte[] toByteArray() {
        byte[] all = new byte[size()];
        int at = 0;
        for (int i = 0; i < index; i++) {
            byte[] part = chunks.get(i);
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        System.arraycopy(chunk, 0, all, at, used);
        return all;
    }

    int size() {
        int size = used;
        for (int i = 0; i < index; i++) size = Math.addExact(size, chunks.get(i).length);
        return size;
    }

    private void next() {
        if (size() >= most) throw new TooMuch();
        index++;
        if (index == chunks.size()) chunks.add(new byte[LENGTH]);
        chunk = chunks.get(index);
        used = 0;
    }
}
