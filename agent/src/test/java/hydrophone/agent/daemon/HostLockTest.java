package hydrophone.agent.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class HostLockTest {
    @TempDir Path dir = Path.of("");

    @Test
    void take_writesThePid_closeRemovesTheFile() throws IOException {
        Path file = dir.resolve("l");
        try (HostLock _ = HostLock.take(file).orElseThrow()) {
            assertEquals(Long.toString(ProcessHandle.current().pid()), HostLock.holder(file));
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void take_fileOfADeadProcess_isNoObstacle() throws IOException {
        Path file = Files.writeString(dir.resolve("l"), "999999999");
        try (HostLock _ = HostLock.take(file).orElseThrow()) {
            assertTrue(Files.exists(file));
        }
    }

    @Test
    void take_noSuchDirectory_fails() {
        assertThrows(IOException.class, () -> HostLock.take(dir.resolve("no/l")));
    }
}
