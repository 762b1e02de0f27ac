package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.DaemonConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

final class SpoolFolderTest {
    private static final long MIB = 1 << 20;

    @TempDir Path dir;

    private long cap(OptionalLong wanted) throws IOException {
        DaemonConfig.Spool spool = new DaemonConfig.Spool(Optional.empty(), wanted, true, 0);
        return SpoolFolder.settings(spool, dir).cap();
    }

    /** A file of this size that takes no room. */
    private void segment(Path file, long bytes) throws IOException {
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }

    private long tenthOfTheFreeSpace() throws IOException {
        return Files.getFileStore(dir).getUsableSpace() / 10;
    }

    @Test
    void usually_aTenthOfTheFreeSpace_atMostAGibibyte() throws IOException {
        long tenth = Math.clamp(tenthOfTheFreeSpace(), 4 * MIB, 1024 * MIB);
        assertTrue(Math.abs(tenth - cap(OptionalLong.empty())) < tenth / 20);
        assertEquals(7 * MIB, cap(OptionalLong.of(7 * MIB)));
    }

    /** Others have filled the disk, or the file had a larger cap: what waits must not go for it. */
    @Test
    void neverLessThanWhatWaits() throws IOException {
        long waits = 2L << 30;
        segment(dir.resolve("sample/0000000000000001.seg"), waits);
        long cap = cap(OptionalLong.empty());
        assertTrue(cap - cap / 16 * 2 >= waits, cap + " for " + waits);
    }

    @Test
    void whatIsAside_doesNotWait() throws IOException {
        long before = cap(OptionalLong.empty());
        segment(dir.resolve("quarantine/sample-1.seg"), 1 << 30);
        assertTrue(Math.abs(before - cap(OptionalLong.empty())) < before / 20);
    }
}
