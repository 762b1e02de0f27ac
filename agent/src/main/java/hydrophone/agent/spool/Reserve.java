package hydrophone.agent.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A file without meaning that can be given up when the disk is full, so that messages find room for
 * a while without any of those before them having to go. Its bytes are random, as a file system
 * that compresses would hold no room for others. It is made again when there is room, which is
 * looked for once a minute. Not thread-safe.
 */
final class Reserve {
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final int BLOCK = 64 << 10;

    private final Path file;
    private final long size;
    private boolean there;
    private long triedAt;

    Reserve(Path file, long size) {
        this.file = file;
        this.size = size;
        make();
    }

    /** Gives the room away; false if there is none any more. */
    boolean release() {
        if (!there) return false;
        there = false;
        triedAt = System.nanoTime();
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes it again, if it is time to try. */
    void refill() {
        if (!there && System.nanoTime() - triedAt > PAUSE) make();
    }

    private void make() {
        triedAt = System.nanoTime();
        try {
            if (!Files.exists(file) || Files.size(file) != size) write();
            there = true;
        } catch (IOException e) {
            discard();
        }
    }

    private void write() throws IOException {
        byte[] block = new byte[BLOCK];
        new SplittableRandom(size).nextBytes(block);
        Modes.make(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    private void discard() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // It takes the room it has; no more is lost by it.
            return;
        }
    }
}
