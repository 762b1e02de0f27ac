package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.deploy.Programs.Running;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code ./demo}, two of them side by side. */
@ResourceLock("port 9092")
final class DemoIT {
    /** It shows every second sample only, so that it may well go from one to three. */
    private static final Pattern TWO_STORED =
            Pattern.compile("stored: +([2-9]|[1-9][0-9]+) sample");

    @TempDir static Path folder;

    /** The demo must not start a build within this one. */
    @BeforeAll
    static void theDistributionIsBuilt() {
        assertTrue(Files.exists(Programs.home().resolve("BUILT")), "mvn package comes first");
    }

    @Test
    void twoSideBySideStoreAnswerAndLeaveNothing() throws IOException {
        Path one = folder.resolve("my data");
        Path other = folder.resolve("other");
        try (Running timed = demo(one, "--for", "22s");
                Running stopped = demo(other)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> TWO_STORED.matcher(stopped.said()).find() || !stopped.isAlive());
            assertEquals(0, stopped.stop(), stopped.said());
            assertEquals(0, timed.ended(), timed.said());
            held(one, timed.said());
            held(other, stopped.said());
        }
        assertEquals(List.of(), processesOf(folder));
    }

    private static void held(Path data, String said) {
        StoreFile store = new StoreFile(data);
        assertTrue(store.number("SELECT count(*) FROM v_node_sample") >= 2, said);
        assertEquals(0, store.number("SELECT count(*) FROM v_node_sample WHERE t % 5 <> 0"));
        assertEquals(1, store.number("SELECT count(*) FROM v_sysinfo"), said);
        assertEquals(0, store.number("SELECT count(*) FROM v_dead_letter"), said);
        List<String> queries =
                said.lines().filter(line -> line.matches("  \\S*bin/query .*")).toList();
        assertEquals(3, queries.size(), said);
        for (String query : queries) {
            Result answer =
                    Programs.run(folder, Programs.java(), List.of("sh", "-c", query.strip()));
            assertEquals(0, answer.status(), query + "\n" + answer.err());
            assertTrue(answer.out().lines().count() > 1, query + "\n" + answer.out());
        }
    }

    @Test
    void aPartThatCannotStartEndsTheDemoInOneLine() throws IOException {
        Path data = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(data.resolve("store.db"), "no database at all");
        try (Running demo = demo(data, "--for", "30s")) {
            assertEquals(69, demo.ended(), demo.said());
            assertTrue(demo.said().contains("demo: ingest ended early with status "), demo.said());
            assertTrue(!demo.said().contains("\tat "), demo.said());
        }
        assertEquals(List.of(), processesOf(data));
    }

    @Test
    void aFolderThatCannotBeMadeIsSeventyThree() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (Running demo = demo(file.resolve("below"))) {
            assertEquals(73, demo.ended());
            assertTrue(demo.said().contains("choose another folder with --data-dir"));
        }
    }

    private static Running demo(Path data, String... more) {
        String[] command =
                Stream.concat(
                                Stream.of(
                                        Programs.root().resolve("demo").toString(),
                                        "--data-dir",
                                        data.toString()),
                                Stream.of(more))
                        .toArray(String[]::new);
        Path log = folder.resolve(data.getFileName() + ".log");
        return new Running(folder, Map.copyOf(Programs.java()), log, command);
    }

    /** Command lines of live processes that name this folder. */
    private static List<String> processesOf(Path named) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .map(DemoIT::commandLine)
                    .filter(line -> line.contains(named.toString()))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Programs.text(process.resolve("cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }
}
