package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hydrophone.ingest.store.Store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;

/** The words of upkeep are commands, with the exit status of the house. */
final class UpkeepCommandsTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-05T12:00:00Z"));

    private @TempDir Path temp;

    private int run(String words, Path folder) {
        String[] all =
                Stream.concat(
                                Stream.of(words.split(" ", -1)),
                                Stream.of("--data-dir", folder.toString()))
                        .toArray(String[]::new);
        return IngestCommand.run(CLOCK, all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "compact", "compact --full", "replay --cluster fox"})
    void aStoreIsNeeded_andItsWriterComesFirst(String words) throws IOException {
        assertEquals(78, run(words, temp.resolve("none")));
        assertFalse(Files.exists(temp.resolve("none")));
        assertEquals(78, run(words, temp));
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(0, files.count());
        }
        try (Store open = Store.open(temp, "fox", CLOCK)) {
            assertEquals(0, open.positions().size());
            assertEquals(words.equals("check") ? 0 : 75, run(words, temp));
        }
        assertEquals(0, run(words, temp));
        assertEquals(2, run(words + " --nonsense", temp));
    }

    @Test
    void recover_takesANewFolder() {
        Path old = temp.resolve("old");
        String into = "recover --into " + temp.resolve("new");
        assertEquals(78, run(into, old));
        assertFalse(Files.exists(temp.resolve("new")));
        Store.open(old, "fox", CLOCK).close();
        assertEquals(0, run(into, old));
        assertEquals(2, run(into, old));
        assertEquals(0, run("check", temp.resolve("new")));
    }

    @Test
    void replay_ofAnotherClustersStore_isRefused() {
        Store.open(temp, "fox", CLOCK).close();
        assertEquals(78, run("replay --cluster saga", temp));
        assertEquals(2, run("replay --cluster a/b", temp));
        assertEquals(0, run("replay --cluster fox --reason syntax --id 7", temp));
    }
}
