package hydrophone.agent.spool;

import hydrophone.agent.sink.Outgoing.Place;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One message in a segment. Numbers are big-endian.
 *
 * <pre>
 * header   0  u32  magic "HYFR"
 *          4  u32  length of the payload
 *          8  u64  id: counts the frames of a queue from 1, none left out
 *         16  u32  CRC32C of the payload
 *         20  u32  CRC32C of the 20 bytes before
 * payload  0  u32  length of the message's value
 *          4  i64  time of the observation, ms since 1970
 *         12  u64  seq: number of the message in its run
 *         20  u8   length of the run's id, then as many bytes
 *             u8   length of the key, then as many bytes
 *             the value, deflated (RFC 1951)
 * </pre>
 *
 * A frame is believed when both sums are right and its id is one that may come next.
 *
 * @param id its number in its queue
 * @param time of the observation
 * @param place which message of which run
 * @param key of the message
 * @param valueLength bytes of the value when inflated
 * @param valueAt where in the payload the deflated value starts
 */
record Frame(long id, Instant time, Place place, String key, int valueLength, int valueAt) {
    static final int HEADER = 24;

    /** The agent sends no message above 2 MiB; more is no frame of ours. */
    static final int MOST_VALUE = 4 << 20;

    private static final int MOST_PAYLOAD = MOST_VALUE + 1024;
    private static final int MAGIC = 0x48594652;
    private static final int CHECKED = 20;
    private static final int FIXED = 20;

    /** What a header says; its own sum is right. */
    record Head(int length, long id, int sum) {
        /** Bytes from this frame to the next. */
        int size() {
            return HEADER + length;
        }
    }

    /** Empty unless a header stands there. */
    static Optional<Head> head(byte[] bytes, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, at, HEADER);
        if (buffer.getInt() != MAGIC) return Optional.empty();
        Head head = new Head(buffer.getInt(), buffer.getLong(), buffer.getInt());
        boolean right = buffer.getInt() == sum(bytes, at, CHECKED);
        boolean possible = head.length >= FIXED && head.length <= MOST_PAYLOAD && head.id > 0;
        return right && possible ? Optional.of(head) : Optional.empty();
    }

    /** Whether these bytes are the payload of that header. */
    static boolean fits(Head head, byte[] payload) {
        return sum(payload, 0, head.length) == head.sum;
    }

    /** What a payload whose sum is right says; empty if it is nonsense all the same. */
    static Optional<Frame> read(Head head, byte[] payload) {
        ByteBuffer buffer = ByteBuffer.wrap(payload, 0, head.length);
        int valueLength = buffer.getInt();
        Instant time = Instant.ofEpochMilli(buffer.getLong());
        long seq = buffer.getLong();
        if (valueLength < 0 || valueLength > MOST_VALUE) return Optional.empty();
        Optional<String> run = text(buffer);
        Optional<String> key = run.isEmpty() ? run : text(buffer);
        if (run.isEmpty() || key.isEmpty()) return Optional.empty();
        Place place = new Place(run.get(), seq);
        return Optional.of(
                new Frame(head.id, time, place, key.get(), valueLength, buffer.position()));
    }

    private static Optional<String> text(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) return Optional.empty();
        byte[] text = new byte[Byte.toUnsignedInt(buffer.get())];
        if (buffer.remaining() < text.length) return Optional.empty();
        buffer.get(text);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    /** The header of a payload. */
    static byte[] header(long id, byte[] payload, int length) {
        byte[] header = new byte[HEADER];
        ByteBuffer buffer = ByteBuffer.wrap(header);
        buffer.putInt(MAGIC).putInt(length).putLong(id).putInt(sum(payload, 0, length));
        buffer.putInt(sum(header, 0, CHECKED));
        return header;
    }

    static int sum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }
}
