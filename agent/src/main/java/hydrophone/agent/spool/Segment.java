package hydrophone.agent.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of frames, one after the other. It starts with 24 bytes: "HYDROSEG", u32 version 1, u64 id
 * of its first frame, u32 CRC32C of the 20 bytes before. Frames are only ever appended, and only by
 * the run that made the file, so that nobody has to find the end of somebody else's.
 *
 * @param number the order of segments; their file is named by it
 */
record Segment(long number, Path file) {
    static final int HEADER = 24;

    private static final long MAGIC = 0x485944524f534547L;
    private static final int VERSION = 1;
    private static final int CHECKED = 20;
    private static final Pattern NAME = Pattern.compile("([0-9]{12})\\.seg");

    static Segment of(Path folder, long number) {
        return new Segment(number, folder.resolve(String.format(Locale.ROOT, "%012d.seg", number)));
    }

    /** Empty unless the file is named as a segment. */
    static Optional<Segment> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) return Optional.empty();
        return Optional.of(new Segment(Long.parseLong(name.group(1)), file));
    }

    long size() throws IOException {
        return Files.size(file);
    }

    /** The id of its first frame; empty if its header is not one. */
    OptionalLong firstId() throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[HEADER];
            if (in.read(bytes) < HEADER) return OptionalLong.empty();
            ByteBuffer header = ByteBuffer.wrap(bytes);
            boolean ours = header.getLong() == MAGIC && header.getInt() == VERSION;
            long id = header.getLong();
            boolean whole = header.getInt() == Frame.sum(bytes, 0, CHECKED);
            return ours && whole && id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
        }
    }

    /** Makes the file with its header, and sees to it that its name is on the disk, too. */
    static SegmentWriter create(Path folder, long number, long firstId, boolean sync)
            throws IOException {
        Segment segment = of(folder, number);
        Modes.make(segment.file);
        RandomAccessFile out = new RandomAccessFile(segment.file.toFile(), "rw");
        try {
            byte[] header = new byte[HEADER];
            ByteBuffer buffer = ByteBuffer.wrap(header);
            buffer.putLong(MAGIC).putInt(VERSION).putLong(firstId);
            buffer.putInt(Frame.sum(header, 0, CHECKED));
            out.setLength(0);
            out.write(header);
            if (sync) {
                out.getChannel().force(false);
                syncFolder(folder);
            }
            KillPoint.NEW_SEGMENT.reached();
            return new SegmentWriter(segment, out, sync);
        } catch (IOException e) {
            out.close();
            // One without frames would be taken for a damaged one.
            Files.deleteIfExists(segment.file);
            throw e;
        }
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
