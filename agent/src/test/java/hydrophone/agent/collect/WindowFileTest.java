package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class WindowFileTest {
    private static final Instant MARK = Instant.parse("2026-03-04T09:00:00Z");

    @TempDir Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void whatIsWritten_isRead_inAFolderThatIsMade() throws IOException {
        Path state = folder.resolve("a/b");
        new WindowFile(state, "fox.no", "master", "login-1").write(MARK.minusSeconds(9));
        new WindowFile(state, "fox.no", "master", "login-1").write(MARK);
        assertEquals(
                Optional.of(MARK), new WindowFile(state, "fox.no", "master", "login-1").read());
        assertEquals(Optional.empty(), new WindowFile(state, "fox.no", "master", "login-2").read());
        try (Stream<Path> files = Files.list(state)) {
            assertEquals(
                    List.of(state.resolve("jobs-fox.no-master-login-1")),
                    files.toList(),
                    "nothing else is left");
        }
    }

    @Test
    void aTimeThatNoClockEverHad_isNoMark() throws IOException {
        Path file = folder.resolve("x");
        Files.writeString(file, Instant.MIN + "\n");
        assertEquals(Optional.empty(), new WindowFile(file, said::add).read());
        assertEquals(1, said.size());
    }

    @Test
    void aHostileName_staysInTheFolder() throws IOException {
        new WindowFile(folder, "c", "master", "../../x y").write(MARK);
        assertTrue(Files.exists(folder.resolve("jobs-c-master-.._.._x_y")));
    }

    @Test
    void noFileYet_isNothingToSpeakOf() {
        assertEquals(Optional.empty(), new WindowFile(folder.resolve("x"), said::add).read());
        assertEquals(List.of(), said);
    }

    @Test
    void aTornFile_isNone_andSaidOnce() throws IOException {
        Path file = folder.resolve("x");
        Files.writeString(file, "2026-03-");
        var window = new WindowFile(file, said::add);
        assertEquals(Optional.empty(), window.read());
        assertEquals(1, said.size());
        assertTrue(said.getFirst().startsWith(file + ": cannot be read"), said.toString());
        window.write(MARK);
        assertEquals(Optional.of(MARK), window.read());
        assertEquals(1, said.size());
    }

    @Test
    void bytesThatAreNoText_areNone() throws IOException {
        Path file = folder.resolve("x");
        Files.write(file, new byte[] {(byte) 0xFF, 0, (byte) 0xC3});
        assertEquals(Optional.empty(), new WindowFile(file, said::add).read());
        assertEquals(1, said.size());
    }

    /** A file stands where the folder should be: root may not write there either. */
    @Test
    void aFolderThatCannotBeWritten_isSaidOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("x");
        var window = new WindowFile(file, said::add);
        window.write(MARK);
        window.write(MARK);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().contains("cannot be written"), said.toString());
        assertTrue(said.getFirst().contains("STATE_DIRECTORY"), said.toString());
    }
}
