package hydrophone.agent.spool;

import java.io.IOException;
import java.io.RandomAccessFile;

/** Appends to a segment. What was not synced when an append fails can be taken back. */
final class SegmentWriter implements AutoCloseable {
    private final Segment segment;
    private final RandomAccessFile out;
    private final boolean sync;
    private long written = Segment.HEADER;
    private long synced = Segment.HEADER;

    SegmentWriter(Segment segment, RandomAccessFile out, boolean sync) {
        this.segment = segment;
        this.out = out;
        this.sync = sync;
    }

    Segment segment() {
        return segment;
    }

    /** Bytes up to the last frame that is synced. */
    long length() {
        return synced;
    }

    void append(long id, byte[] payload, int length) throws IOException {
        KillPoint.BEFORE_FRAME.reached();
        out.seek(written);
        out.write(Frame.header(id, payload, length));
        int half = length / 2;
        out.write(payload, 0, half);
        KillPoint.WITHIN_FRAME.reached();
        out.write(payload, half, length - half);
        written += Frame.HEADER + (long) length;
    }

    /** From here on what was appended is safe. */
    void commit() throws IOException {
        KillPoint.BEFORE_SYNC.reached();
        if (sync) out.getChannel().force(false);
        synced = written;
        KillPoint.AFTER_SYNC.reached();
    }

    /** Forgets what was appended since the last commit. */
    void takeBack() throws IOException {
        written = synced;
        out.setLength(synced);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
