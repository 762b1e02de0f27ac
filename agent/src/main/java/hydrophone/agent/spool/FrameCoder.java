package hydrophone.agent.spool;

import hydrophone.agent.sink.Outgoing;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Makes payloads of messages and back, in buffers that are used again. A value is deflated at the
 * fastest level: a fifth of its size for a millisecond or two per 235 KB (1000 processes), so that
 * the cap holds five times the outage. Not thread-safe.
 */
final class FrameCoder implements AutoCloseable {
    private static final int SMALL = 32 << 10;
    private static final int KEPT = 1 << 20;
    private static final int LONGEST_TEXT = 255;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);
    private byte[] buffer = new byte[SMALL];

    /**
     * Writes the payload of a message into {@link #payload()}.
     *
     * @return its length
     */
    int encode(Outgoing message) {
        byte[] run = text(message.place().run());
        byte[] key = text(message.key());
        ByteBuffer head = ByteBuffer.wrap(buffer);
        head.putInt(message.value().length).putLong(message.time().toEpochMilli());
        head.putLong(message.place().seq());
        head.put((byte) run.length).put(run).put((byte) key.length).put(key);
        return deflate(message.value(), head.position());
    }

    /** What {@link #encode} wrote last. */
    byte[] payload() {
        return buffer;
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("longer than 255 bytes: " + text);
        }
        return bytes;
    }

    private int deflate(byte[] value, int from) {
        int at = from;
        deflater.reset();
        deflater.setInput(value);
        deflater.finish();
        while (!deflater.finished()) {
            if (at == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            at += deflater.deflate(buffer, at, buffer.length - at);
        }
        return at;
    }

    /** Lets go of a buffer that one large message has needed. */
    void rest() {
        if (buffer.length > KEPT) buffer = new byte[SMALL];
    }

    /** The value of a frame; null if it cannot be inflated to the length that it says. */
    byte @Nullable [] value(Frame frame, byte[] payload, int length) {
        byte[] value = new byte[frame.valueLength()];
        inflater.reset();
        inflater.setInput(payload, frame.valueAt(), length - frame.valueAt());
        try {
            int at = 0;
            while (at < value.length) {
                int more = inflater.inflate(value, at, value.length - at);
                if (more == 0) return null;
                at += more;
            }
            // The end of the deflated data must follow, and nothing behind it.
            byte[] beyond = new byte[1];
            boolean whole = inflater.inflate(beyond) == 0 && inflater.finished();
            return whole && inflater.getRemaining() == 0 ? value : null;
        } catch (DataFormatException e) {
            return null;
        }
    }

    @Override
    public void close() {
        deflater.close();
        inflater.close();
    }
}
