package hydrophone.agent.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Up to where a queue has been acknowledged, and how far it goes. Two slots of 64 bytes are written
 * in turns and in place, so that a torn write leaves the one before, and so that it works while the
 * disk is full. A slot:
 *
 * <pre>
 *  0  u32  magic "HYCU"        4  u32  0
 *  8  u64  count of writes; the greater is the newer
 * 16  u64  segment of the oldest frame that is still needed
 * 24  u64  its offset there
 * 32  u64  its id
 * 40  u64  id of the next frame to be appended
 * 48  u32  CRC32C of the 48 bytes before
 * </pre>
 *
 * Without it nothing is lost: what was acknowledged and still lies there is sent again.
 */
final class CursorFile implements AutoCloseable {
    private static final int MAGIC = 0x48594355;
    private static final int SLOT = 64;
    private static final int CHECKED = 48;

    private final RandomAccessFile file;
    private long count;

    /**
     * @param segment number of the segment with the oldest frame that is needed
     * @param offset of that frame
     * @param head its id
     * @param tail id of the next frame to be appended
     */
    record Cursor(long segment, long offset, long head, long tail) {}

    private CursorFile(RandomAccessFile file) {
        this.file = file;
    }

    /**
     * @throws IOException when it cannot be made; the spool does without then
     */
    static CursorFile open(Path path) throws IOException {
        Modes.make(path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            // All of its blocks are had now, while there is room.
            if (file.length() < 2 * SLOT) file.write(new byte[2 * SLOT]);
            return new CursorFile(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** As {@link #read()}, of a file that is left as it is; empty if there is none. */
    static Optional<Cursor> peek(Path path) {
        try (CursorFile file = new CursorFile(new RandomAccessFile(path.toFile(), "r"))) {
            return file.read();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The newest slot that is whole. */
    Optional<Cursor> read() throws IOException {
        byte[] slots = new byte[2 * SLOT];
        file.seek(0);
        int length = Math.max(0, file.read(slots));
        Optional<Cursor> newest = Optional.empty();
        for (int at = 0; at + SLOT <= length; at += SLOT) {
            ByteBuffer slot = ByteBuffer.wrap(slots, at, SLOT);
            if (slot.getInt() != MAGIC || slot.getInt() != 0) continue;
            long number = slot.getLong();
            Cursor cursor =
                    new Cursor(slot.getLong(), slot.getLong(), slot.getLong(), slot.getLong());
            if (slot.getInt() != Frame.sum(slots, at, CHECKED) || number <= count) continue;
            count = number;
            newest = Optional.of(cursor);
        }
        return newest;
    }

    /**
     * @param sync not only against the end of the process but of the machine
     */
    void write(Cursor cursor, boolean sync) throws IOException {
        byte[] bytes = new byte[SLOT];
        ByteBuffer slot = ByteBuffer.wrap(bytes);
        count++;
        slot.putInt(MAGIC).putInt(0).putLong(count);
        slot.putLong(cursor.segment()).putLong(cursor.offset());
        slot.putLong(cursor.head()).putLong(cursor.tail());
        slot.putInt(Frame.sum(bytes, 0, CHECKED));
        file.seek(count % 2 * SLOT);
        file.write(bytes);
        if (sync) file.getChannel().force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
