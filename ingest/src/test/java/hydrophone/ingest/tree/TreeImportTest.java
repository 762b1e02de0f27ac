package hydrophone.ingest.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.JsonCodec;
import hydrophone.ingest.store.StoreDump;
import hydrophone.message.MessageType;
import hydrophone.testing.Golden;
import hydrophone.testing.MessageSamples;
import hydrophone.testing.Needs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/** Trees of both layouts into a store. */
final class TreeImportTest {
    private static final String DAY = "2026/03/04/";

    private @TempDir Path folder;
    private Path data = Path.of("");
    private TreeFixture tree = new TreeFixture(Path.of(""));

    @BeforeEach
    void folders() {
        data = folder.resolve("data");
        tree = new TreeFixture(folder.resolve("tree"));
    }

    private static TreeFixture filled(Path folder, String prefix, String jobs, String cluster)
            throws IOException {
        TreeFixture tree = new TreeFixture(folder);
        for (int minute = 0; minute < 3; minute++) {
            tree.line(DAY + prefix + "sample-n1.json", TreeFixture.sample("n1", minute));
            tree.line(DAY + prefix + "sample-n2.json", TreeFixture.sample("n2", minute));
        }
        tree.bytes(DAY + prefix + "sample-gpu-3.json", Golden.bytes("sonar-sample.json"));
        tree.bytes(DAY + prefix + "sysinfo-gpu-3.json", Golden.bytes("sonar-sysinfo.json"));
        tree.bytes(DAY + prefix + jobs, Golden.bytes("sonar-job.json"));
        tree.line(DAY + prefix + jobs, MessageSamples.error());
        return tree.bytes(DAY + prefix + cluster, Golden.bytes("sonar-cluster.json"));
    }

    private String dump() {
        return dump(data);
    }

    private static String dump(Path data) {
        return StoreDump.of(data, Set.of("import_tree", "import_file"));
    }

    @Test
    void bothLayouts_giveTheSameStore() throws IOException {
        TreeFixture old =
                filled(tree.tree, "", "job-fox.educloud.no.json", "cluster-fox.educloud.no.json");
        TreeFixture plus =
                filled(
                        folder.resolve("t2/fox.educloud.no"),
                        "0+",
                        "job-slurm.json",
                        "cluzter-slurm.json");
        ImportCounts counts = old.into(data);
        assertEquals(
                "files=6 unchanged=0 skipped=0 unreadable=0, messages stored=11 repeated=0"
                        + " dead_letters=0",
                counts.toString());
        assertEquals(counts.bytesInAll(), counts.bytes());
        plus.into(folder.resolve("b"));
        assertEquals(dump(), dump(folder.resolve("b")));
        new TreeFixture(folder.resolve("t2")).into(folder.resolve("c"));
        assertEquals(dump(), dump(folder.resolve("c")));
        assertTrue(dump().contains("== slurm_job_state"), dump());
    }

    @Test
    void importedTwice_changesNothing_andIsNotRead() throws IOException {
        filled(tree.tree, "0+", "job-slurm.json", "cluzter-slurm.json");
        tree.into(data);
        String once = StoreDump.of(data, Set.of());
        assertTrue(tree.into(data).toString().startsWith("files=0 unchanged=6 "));
        assertEquals(once, StoreDump.of(data, Set.of()));
        Files.move(tree.tree, folder.resolve("moved"));
        String again = new TreeFixture(folder.resolve("moved")).into(data).toString();
        assertTrue(again.contains("stored=0 repeated=11 dead_letters=0"), again);
        assertEquals(dump(), StoreDump.of(data, Set.of("import_tree", "import_file")));
    }

    /** Any moment of an end, and on from there: the same store as without it. */
    @Test
    void endedAnywhere_goesOnThere() throws IOException {
        for (int minute = 0; minute < 1100; minute++) {
            tree.line(DAY + "0+sample-n1.json", TreeFixture.sample("n1", minute));
        }
        tree.text(DAY + "0+sample-n1.json", "{bad\n");
        tree.line("2026/03/05/0+sample-n1.json", TreeFixture.sample("n1", 2000));
        tree.into(folder.resolve("whole"));
        for (int at = 1; at <= 5; at++) {
            int falls = at;
            Path there = folder.resolve("at" + at);
            assertThrows(TreeFixture.Fall.class, () -> tree.into(there, falls), "at " + at);
            String rest = tree.into(there).toString();
            assertTrue(rest.contains("repeated=0"), "at " + at + " read again: " + rest);
            assertEquals(dump(folder.resolve("whole")), dump(there), "at " + at);
        }
    }

    @Test
    void grownFile_isReadOn_changedOneAnew() throws IOException {
        String path = DAY + "0+sample-n1.json";
        tree.line(path, TreeFixture.sample("n1", 0)).text(path, "{\"meta\":{\"producer\":\"s");
        assertTrue(tree.into(data).toString().endsWith("stored=1 repeated=0 dead_letters=1"));
        tree.text(
                path, "onar\",\"version\":\"1\"},\"errors\":[{\"time\":\"2026-03-04T10:00:00Z\",");
        tree.text(path, "\"detail\":\"d\",\"node\":\"n1\"}]}\n");
        assertTrue(tree.into(data).toString().endsWith("stored=1 repeated=0 dead_letters=0"));
        Files.delete(tree.tree.resolve(path));
        tree.line(path, TreeFixture.sample("n1", 7)).line(path, TreeFixture.sample("n1", 0));
        tree.line(path, TreeFixture.sample("n1", 8));
        assertTrue(tree.into(data).toString().endsWith("stored=2 repeated=1 dead_letters=0"));
        FileTime later = FileTime.from(Instant.parse("2030-01-01T00:00:00Z"));
        Files.setLastModifiedTime(tree.tree.resolve(path), later);
        assertTrue(tree.into(data).toString().endsWith("stored=0 repeated=3 dead_letters=0"));
    }

    @Test
    void badValues_areKeptWithTheirPlace_andStopNothing() throws IOException {
        String path = DAY + "sample-n1.json";
        String good =
                new String(JsonCodec.encode(TreeFixture.sample("n1", 1)), StandardCharsets.UTF_8);
        tree.text(path, "no json\n\n").line(path, TreeFixture.sample("n1", 0));
        tree.text(path, "{\"meta\":{\"producer\":\"so" + good);
        tree.text(path, "{\"meta\":{\"producer\":1,\n").line(path, TreeFixture.sample("n1", 2));
        tree.line(path, MessageSamples.sample("other", "n1", TreeFixture.time(3), 3));
        assertTrue(tree.into(data).toString().endsWith("stored=3 repeated=0 dead_letters=4"));
        String dump = dump();
        assertTrue(
                dump.contains("topic=import:2026/03/04/sample-n1.json | part=0 | topic_id="), dump);
        assertTrue(dump.contains("| off=0 | record_t="), dump);
        assertTrue(dump.contains("reason=cluster"), dump);
        assertTrue(
                tree.said.getFirst().contains("sample-n1.json/0/0 syntax"), tree.said.toString());
        Files.setLastModifiedTime(
                tree.tree.resolve(path), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
        tree.into(data);
        assertEquals(dump, dump(), "no dead letter twice");
    }

    @Test
    void messageBeyondTheLimit_isADeadLetter() throws IOException {
        String path = DAY + "sample-n1.json";
        tree.text(path, "{\"meta\":\"" + "x".repeat(17 << 20) + "\"}\n");
        tree.line(path, TreeFixture.sample("n1", 0));
        assertTrue(tree.into(data).toString().endsWith("stored=1 repeated=0 dead_letters=1"));
        assertTrue(tree.said.getFirst().contains("limit: more than 16 MiB"));
    }

    @Test
    void strangers_loops_andPipes_areNamedAndPassedOver() throws Exception {
        tree.line(DAY + "0+sample-n1.json", TreeFixture.sample("n1", 0));
        tree.text("README", "x").text("2026/notes.txt", "x").text(DAY + "ps-n1.csv", "x");
        Files.createSymbolicLink(tree.tree.resolve("2027"), tree.tree);
        Files.createSymbolicLink(tree.tree.resolve(DAY + "sample-zero.json"), Path.of("/dev/zero"));
        Files.createSymbolicLink(tree.tree.resolve("fox.educloud.no"), tree.tree);
        ImportCounts counts = tree.into(data);
        assertTrue(counts.toString().contains("stored=1 "), counts.toString());
        assertTrue(
                tree.said.contains("skipped README: no file of the layout"), tree.said.toString());
        assertTrue(tree.said.toString().contains("skipped 2026/03/04/sample-zero.json"));
        assertTrue(tree.said.toString().contains("skipped 2026/03/04/ps-n1.csv"));
    }

    @Test
    void unreadableFile_isNamed_andTheRestIsRead() throws IOException {
        tree.line(DAY + "sample-n1.json", TreeFixture.sample("n1", 0));
        tree.line(DAY + "sample-n2.json", TreeFixture.sample("n2", 0));
        Path closed = tree.tree.resolve(DAY + "sample-n1.json");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Needs.that(!Files.isReadable(closed), "root reads everything");
        ImportCounts counts = tree.into(data);
        assertTrue(counts.toString().contains("unreadable=1, messages stored=1 "));
        assertTrue(counts.isForbidden());
        assertEquals(1, tree.said.size());
    }

    /** A file of jobs does not say who sent it; Kafka does. */
    @Test
    void jobsFromFileAndTopic_areTheSame() throws IOException {
        tree.bytes(DAY + "0+job-slurm.json", Golden.bytes("sonar-job.json"));
        tree.into(data);
        Path other = folder.resolve("kafka");
        for (Path store : new Path[] {data, other})
            FromTopic.write(store, MessageType.JOB, Golden.bytes("sonar-job.json"));
        tree.into(other);
        assertTrue(dump().contains("sender_id=login-1"), dump());
        assertEquals(dump(), dump(other));
    }
}
