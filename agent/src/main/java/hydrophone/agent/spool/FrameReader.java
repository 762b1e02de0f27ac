package hydrophone.agent.spool;

import hydrophone.agent.spool.Frame.Head;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;

/**
 * Reads the frames of one segment, whatever its bytes are. Where no frame stands it looks for the
 * next one, byte by byte; whatever lies between is bad. Not thread-safe.
 */
final class FrameReader implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final Segment segment;
    private final RandomAccessFile in;
    private byte[] payload = new byte[CHUNK];

    /** What stands at a place. */
    sealed interface Found {}

    /**
     * A frame that may be believed; its payload is in {@link #payload()} until the next read.
     *
     * @param next where the next one stands
     */
    record Good(Frame frame, Head head, long next) implements Found {}

    /**
     * No frame, or not the one that comes next.
     *
     * @param to where to read on, from the place on if nothing but ids is missing
     * @param nextId the id of the frame there; 0 = there is none in this segment
     */
    record Bad(long to, long nextId) implements Found {}

    /** The end of what was written. */
    record End() implements Found {}

    FrameReader(Segment segment) throws FileNotFoundException {
        this.segment = segment;
        this.in = new RandomAccessFile(segment.file().toFile(), "r");
    }

    Segment segment() {
        return segment;
    }

    byte[] payload() {
        return payload;
    }

    byte[] bytes(long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        in.seek(from);
        in.readFully(bytes);
        return bytes;
    }

    /**
     * @param end where the segment ends
     * @param expected the id that comes next
     * @param below ids from here on belong to later segments
     */
    Found at(long offset, long end, long expected, long below) throws IOException {
        if (offset >= end) return new End();
        Optional<Good> frame = frame(offset, end, expected, below);
        if (frame.isEmpty()) return search(offset + 1, end, expected, below);
        long id = frame.get().head().id();
        return id == expected ? frame.get() : new Bad(offset, id);
    }

    private Optional<Good> frame(long offset, long end, long expected, long below)
            throws IOException {
        if (offset + Frame.HEADER > end) return Optional.empty();
        byte[] header = new byte[Frame.HEADER];
        in.seek(offset);
        in.readFully(header);
        Optional<Head> head = Frame.head(header, 0);
        if (head.isEmpty()) return Optional.empty();
        long next = offset + head.get().size();
        boolean ours = head.get().id() >= expected && head.get().id() < below;
        if (!ours || next > end) return Optional.empty();
        if (payload.length < head.get().length()) payload = new byte[head.get().length()];
        in.readFully(payload, 0, head.get().length());
        if (!Frame.fits(head.get(), payload)) return Optional.empty();
        return Frame.read(head.get(), payload).map(f -> new Good(f, head.get(), next));
    }

    private Bad search(long from, long end, long expected, long below) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = from; at + Frame.HEADER <= end; at += CHUNK - Frame.HEADER + 1) {
            int length = (int) Math.min(CHUNK, end - at);
            in.seek(at);
            in.readFully(chunk, 0, length);
            for (int i = 0; i + Frame.HEADER <= length; i++) {
                if (chunk[i] != 'H' || Frame.head(chunk, i).isEmpty()) continue;
                Optional<Good> frame = frame(at + i, end, expected, below);
                if (frame.isPresent()) return new Bad(at + i, frame.get().head().id());
            }
        }
        return new Bad(end, 0);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
