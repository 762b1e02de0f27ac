package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.Finding;
import hydrophone.agent.sink.Finding.Level;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

final class DirectoryCheckTest {
    @TempDir Path dir;

    @Test
    void folderThatIsThere_isWritten_andLeftAsItWas() throws IOException {
        assertEquals(
                Finding.good("directory " + dir + ": can be written by this user"),
                DirectoryCheck.look(dir));
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void folderThatIsNotThere_isNotMade() {
        Path folder = dir.resolve("a/b");
        assertEquals(
                Finding.good(
                        "directory " + folder + ": is made with the first message, below " + dir),
                DirectoryCheck.look(folder));
        assertFalse(Files.exists(dir.resolve("a")));
    }

    @Test
    void fileOrKernelsFolder_isAnErrorWithACure() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        Finding finding = DirectoryCheck.look(file);
        assertEquals(Level.WRONG, finding.level());
        assertEquals(Exit.CANNOT_CREATE, finding.exitStatus());
        assertTrue(finding.text().contains("it is no folder; change data-dir"), finding.text());
        // Nobody makes files there, whoever runs the test.
        finding = DirectoryCheck.look(Path.of("/proc/self"));
        assertEquals(Level.WRONG, finding.level());
        assertTrue(finding.text().startsWith("directory /proc/self: "), finding.text());
        finding = DirectoryCheck.look(file.resolve("below"));
        assertEquals(Level.WRONG, finding.level());
    }
}
