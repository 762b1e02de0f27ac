package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** A segment of a stopped agent's spool, opened up to spoil it. */
final class SpoolFrames {
    private static final int HEAD = 24;
    private static final int CHECKED = 20;
    private static final int MAGIC = 0x48594652;

    private final Path file;
    private final byte[] bytes;
    private final List<Integer> starts = new ArrayList<>();

    private SpoolFrames(Path file) throws IOException {
        this.file = file;
        this.bytes = Files.readAllBytes(file);
        ByteBuffer all = ByteBuffer.wrap(bytes);
        for (int at = HEAD; at < bytes.length; at += HEAD + all.getInt(at + 4)) {
            assertTrue(all.getInt(at) == MAGIC, "no frame at " + at + " of " + file);
            starts.add(at);
        }
    }

    /** The newest segment of samples below this folder. */
    static SpoolFrames newest(Path spool) throws IOException {
        try (Stream<Path> below = Files.walk(spool)) {
            return new SpoolFrames(
                    below.filter(file -> file.toString().matches(".*/sample/[0-9]+\\.seg"))
                            .max(Comparator.naturalOrder())
                            .orElseThrow(() -> new IllegalStateException("no segment")));
        }
    }

    int count() {
        return starts.size();
    }

    /** Puts the frame before this one in its place, under its number. */
    void doubleOver(int frame) throws IOException {
        int from = starts.get(frame - 1);
        int at = starts.get(frame);
        int next = frame + 1 < starts.size() ? starts.get(frame + 1) : bytes.length;
        ByteBuffer result = ByteBuffer.allocate(bytes.length - (next - at) + (at - from));
        result.put(bytes, 0, at).put(bytes, from, at - from).put(bytes, next, bytes.length - next);
        result.putLong(at + 8, ByteBuffer.wrap(bytes).getLong(at + 8));
        CRC32C sum = new CRC32C();
        sum.update(result.array(), at, CHECKED);
        result.putInt(at + CHECKED, (int) sum.getValue());
        Files.write(file, result.array());
    }

    /** Flips a bit in the midst of this frame. */
    void spoil(int frame) throws IOException {
        bytes[starts.get(frame) + HEAD + 10] ^= 1;
        Files.write(file, bytes);
    }
}
