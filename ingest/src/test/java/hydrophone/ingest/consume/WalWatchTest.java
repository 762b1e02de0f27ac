package hydrophone.ingest.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

final class WalWatchTest {
    private @TempDir Path folder;

    private WalWatch watch(Path proc) throws IOException {
        Files.write(folder.resolve("store.db-wal"), new byte[3 << 20]);
        return new WalWatch(folder.resolve("store.db"), proc, 2 << 20);
    }

    @Test
    void aLogThatIsTooLong_namesItsReader() throws IOException {
        Path descriptors = Files.createDirectories(folder.resolve("proc/4711/fd"));
        Files.createDirectories(folder.resolve("proc/4712/fd"));
        Files.createSymbolicLink(descriptors.resolve("5"), folder.resolve("store.db"));
        String said = watch(folder.resolve("proc")).trouble().orElseThrow();
        assertTrue(said.contains("store.db-wal has 3 MiB"), said);
        assertTrue(said.endsWith("(open by process 4711)"), said);
    }

    @Test
    void readersOfOthers_areLookedForByFuser() throws IOException {
        String said = watch(folder.resolve("none")).trouble().orElseThrow();
        assertTrue(said.contains("fuser"), said);
    }

    @Test
    void noLogOrAShortOne_isNoTrouble() throws IOException {
        assertEquals(Optional.empty(), new WalWatch(folder.resolve("x.db")).trouble());
        watch(folder);
        assertEquals(Optional.empty(), new WalWatch(folder.resolve("store.db")).trouble());
    }
}
