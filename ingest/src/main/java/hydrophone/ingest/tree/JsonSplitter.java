package hydrophone.ingest.tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Cuts a file into JSON values without reading them: one a line, several on one, or pretty-printed
 * over many. What is no object or list is cut at the line's end. A value that was torn ends where
 * the next one begins: at a raw newline inside a text, or before a line that starts with an opening
 * brace, which pretty-printing indents.
 *
 * <p>Holds one value, of a longer one its first {@code most} bytes, whatever the file's size.
 */
final class JsonSplitter {
    private static final int FIRST = 16 * 1024;

    /**
     * A value, or what stands in its place.
     *
     * @param offset of its first byte in the file
     * @param end of its last byte, plus one; more than the bytes held if it was cut
     * @param torn the file ends before the value does
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(long offset, byte[] bytes, long end, boolean torn) {
        boolean isCut() {
            return end - offset > bytes.length;
        }
    }

    private final ReadableByteChannel channel;
    private final int most;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();
    private byte[] value = new byte[FIRST];
    private int size;
    private long at;

    private boolean structured;
    private int depth;
    private boolean inText;
    private boolean escaped;

    /**
     * Starts where the channel stands.
     *
     * @param at that place, in bytes
     * @param most bytes of a value that are kept
     */
    JsonSplitter(ReadableByteChannel channel, long at, int most) {
        this.channel = channel;
        this.at = at;
        this.most = most;
    }

    /** How many bytes of the file have been passed. */
    long position() {
        return at;
    }

    /** The next value; null = the file ends. */
    @Nullable Piece next() throws IOException {
        int b = peek();
        while (b >= 0 && b <= ' ') {
            pass();
            b = peek();
        }
        if (b < 0) return null;
        start(b);
        long offset = at;
        int before = 0;
        while (b >= 0) {
            boolean another = before == '\n' && b == '{' && structured;
            if (another || isEndedBy(b)) return piece(offset, false);
            take((byte) b);
            if (structured && depth == 0) return piece(offset, false);
            before = b;
            b = peek();
        }
        return piece(offset, true);
    }

    private void start(int first) {
        size = 0;
        depth = 0;
        inText = false;
        escaped = false;
        structured = first == '{' || first == '[';
    }

    private boolean isEndedBy(int b) {
        return b == '\n' && (!structured || inText);
    }

    private void take(byte b) {
        follow(b);
        if (size < most) {
            if (size == value.length) value = Arrays.copyOf(value, Math.min(most, size * 2));
            value[size++] = b;
        }
        pass();
    }

    private void follow(byte b) {
        if (!structured) {
            // A byte order mark.
            if (size == 3 && b == '{' && value[0] == (byte) 0xef) structured = true;
            else return;
        }
        if (escaped) {
            escaped = false;
        } else if (inText) {
            if (b == '\\') escaped = true;
            else if (b == '"') inText = false;
        } else {
            switch (b) {
                case '"' -> inText = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
        }
    }

    private Piece piece(long offset, boolean torn) {
        byte[] bytes = Arrays.copyOf(value, size);
        if (value.length > 1 << 20) value = new byte[FIRST];
        return new Piece(offset, bytes, at, torn);
    }

    private int peek() throws IOException {
        if (!buffer.hasRemaining()) {
            buffer.clear();
            int read = channel.read(buffer);
            buffer.flip();
            if (read <= 0) return -1;
        }
        return buffer.get(buffer.position()) & 0xff;
    }

    private void pass() {
        buffer.position(buffer.position() + 1);
        at++;
    }
}
