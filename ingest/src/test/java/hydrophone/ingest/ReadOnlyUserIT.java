package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.testing.Needs;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Somebody in the group of a store, who may read its folder and not write there, reads all that was
 * committed: whatever the writer does, and whatever its umask is. Writer and reader are different
 * users and both not root.
 */
final class ReadOnlyUserIT {
    private static final Path SQLITE = Path.of("/usr/bin/sqlite3");
    private static final String COUNT = "SELECT count(*) AS n FROM v_node_sample";

    @TempDir static Path temp;
    private static OtherUser writer;
    private static OtherUser reader;

    enum Writer {
        RUNS,
        HAS_CLOSED,
        WAS_KILLED
    }

    @BeforeAll
    static void users() throws Exception {
        OtherUser.open(temp);
        String classPath = OtherUser.copiedClassPath(temp);
        writer = OtherUser.of(65_533, classPath);
        reader = OtherUser.of(65_534, classPath);
    }

    @ParameterizedTest
    @EnumSource
    void sqlite3_reads(Writer state) throws Exception {
        Needs.that(Files.isExecutable(SQLITE), "no " + SQLITE + " here");
        Path dir = writer.folder(temp.resolve("sqlite3-" + state)).resolve("store");
        Process process = written(dir, state);
        try {
            String file = dir.resolve("store.db").toString();
            String said = OtherUser.said(reader.start(SQLITE.toString(), "-readonly", file, COUNT));
            assertEquals("30 0", said);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource
    void query_reads(Writer state) throws Exception {
        Path dir = writer.folder(temp.resolve("query-" + state)).resolve("store");
        Process process = written(dir, state);
        try {
            String[] words = {"sql", COUNT, "--data-dir", dir.toString(), "--format", "csv"};
            String said = OtherUser.said(reader.startJava("hydrophone.ingest.QueryMain", words));
            assertEquals("n\n30 0", said.replace("\r", ""));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The writer's process, which has stored all and is now as it should be. */
    private static Process written(Path dir, Writer state)
            throws IOException, InterruptedException {
        Process process = writer.startJava("hydrophone.ingest.ExampleWriter", dir.toString());
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = ""; !line.equals(ExampleWriter.STORED); ) {
            line = lines.readLine();
            if (line == null) throw new IllegalStateException("the writer ended: " + said);
            said.append(line).append('\n');
        }
        switch (state) {
            case RUNS -> {}
            case HAS_CLOSED -> {
                process.getOutputStream().close();
                assertEquals(0, process.waitFor());
            }
            case WAS_KILLED -> process.destroyForcibly().waitFor();
        }
        return process;
    }
}
