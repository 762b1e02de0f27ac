package hydrophone.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes of a size not known beforehand, in chunks: growing copies nothing and leaves nothing behind
 * to collect. The price of a message is its own size twice (chunks and the final array), never the
 * three to four times of a doubling buffer; a 2 MiB sample has to fit into a 16 MiB heap.
 */
final class ByteChunks {
    private static final int FIRST = 4 * 1024;
    private static final int NEXT = 64 * 1024;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] chunk = new byte[FIRST];
    private int used;
    private int before;

    void put(int b) {
        if (used == chunk.length) next();
        chunk[used++] = (byte) b;
    }

    byte[] toByteArray() {
        if (full.isEmpty()) return Arrays.copyOf(chunk, used);
        byte[] all = new byte[Math.addExact(before, used)];
        int at = 0;
        for (byte[] part : full) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        System.arraycopy(chunk, 0, all, at, used);
        return all;
    }

    private void next() {
        full.add(chunk);
        before = Math.addExact(before, used);
        chunk = new byte[NEXT];
        used = 0;
    }
}
