package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.agent.sink.Outgoing.Place;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

final class DirectorySinkTest {
    private static final String DAY = "2026/03/04/";

    @TempDir private Path temp;

    private Path folder() {
        return temp.resolve("data");
    }

    private static Outgoing message(MessageType type, String node, String value, String time) {
        return new Outgoing(
                type,
                "c.no." + type.word(),
                node,
                value.getBytes(StandardCharsets.UTF_8),
                Instant.parse(time),
                new Place("run", 1));
    }

    private static Outgoing sample(String node, String value) {
        return message(MessageType.SAMPLE, node, value, "2026-03-04T09:15:00Z");
    }

    private Outcome send(Outgoing message) throws InterruptedException {
        return new DirectorySink(folder()).send(List.of(message)).getFirst();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(Files::isRegularFile)
                    .map(p -> folder().relativize(p).toString())
                    .sorted()
                    .toList();
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(folder().resolve(file));
    }

    @Test
    void send_eachType_hasTheFileThatSonarGivesIt() throws Exception {
        for (MessageType type : MessageType.values()) {
            assertEquals(
                    new Accepted(), send(message(type, "n1.no", "{}\n", "2026-03-04T09:15:00Z")));
        }
        assertEquals(
                List.of(
                        DAY + "0+cluzter-slurm.json",
                        DAY + "0+job-slurm.json",
                        DAY + "0+sample-n1.no.json",
                        DAY + "0+sysinfo-n1.no.json"),
                files());
    }

    @Test
    void send_midnight_isOfUtc() throws Exception {
        MessageType type = MessageType.SAMPLE;
        for (String time : List.of("2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z"))
            assertEquals(new Accepted(), send(message(type, "n1", time + "\n", time)));
        assertEquals("2026-12-31T23:59:59.999Z\n", text("2026/12/31/0+sample-n1.json"));
        assertEquals("2027-01-01T00:00:00Z\n", text("2027/01/01/0+sample-n1.json"));
    }

    @Test
    void send_fileEndsWithinALine_newOneBeginsOnItsOwn() throws Exception {
        Files.createDirectories(folder().resolve(DAY));
        Files.writeString(folder().resolve(DAY + "0+sample-n1.json"), "{\"half\":");
        assertEquals(new Accepted(), send(sample("n1", "{}\n")));
        assertEquals(new Accepted(), send(sample("n1", "{}\n")));
        assertEquals("{\"half\":\n{}\n{}\n", text(DAY + "0+sample-n1.json"));
    }

    @Test
    void send_emptyFile_getsNoEmptyLine() throws Exception {
        Files.createDirectories(folder().resolve(DAY));
        Files.createFile(folder().resolve(DAY + "0+sample-n1.json"));
        assertEquals(new Accepted(), send(sample("n1", "{}\n")));
        assertEquals("{}\n", text(DAY + "0+sample-n1.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/../../../../x",
                "../x",
                "a/b",
                "a\u0000b",
                "a b",
                "ø",
                "a\n",
                "\u001b[2J"
            })
    void send_nodeThatWouldLeaveTheFolder_isRefused(String node) throws Exception {
        Refused refused = assertInstanceOf(Refused.class, send(sample(node, "{}\n")));
        assertTrue(refused.why().startsWith("no file can be named after node '"), refused.why());
        assertTrue(refused.why().chars().noneMatch(Character::isISOControl), refused.why());
        assertTrue(Files.notExists(folder()));
        try (Stream<Path> all = Files.list(temp)) {
            assertEquals(0, all.count());
        }
    }

    @Test
    void send_longestNode_hasAFile_longerIsRefused() throws Exception {
        assertEquals(new Accepted(), send(sample("n".repeat(200), "{}\n")));
        assertInstanceOf(Refused.class, send(sample("n".repeat(201), "{}\n")));
    }

    @Test
    void send_oddNode_staysInTheFolder() throws Exception {
        for (String node : List.of("..", ".", "-", "...")) {
            assertEquals(new Accepted(), send(sample(node, node + "\n")));
            assertEquals(node + "\n", text(DAY + "0+sample-" + node + ".json"));
        }
    }

    /** Its file does not bear the node's name. */
    @Test
    void send_jobOfAnOddNode_isTaken() throws Exception {
        assertEquals(
                new Accepted(),
                send(message(MessageType.JOB, "a/b", "{}\n", "2026-03-04T09:15:00Z")));
    }

    @Test
    void send_folderIsAFile_waitsAndNamesIt() throws Exception {
        Files.createFile(folder());
        Later later = assertInstanceOf(Later.class, send(sample("n1", "{}\n")));
        Path file = folder().resolve(DAY + "0+sample-n1.json");
        assertTrue(later.why().startsWith(file + " cannot be written: "), later.why());
        assertTrue(later.why().matches(".*: (Not a directory|.* is no folder)"), later.why());
    }

    @Test
    void send_fileIsAFolder_waits_othersGo() throws Exception {
        Path file = folder().resolve(DAY + "0+sample-n1.json");
        Files.createDirectories(file);
        Outgoing other = message(MessageType.SYSINFO, "n1", "{}\n", "2026-03-04T09:15:00Z");
        List<Outcome> outcomes =
                new DirectorySink(folder()).send(List.of(sample("n1", "{}\n"), other));
        assertEquals(new Later(file + " cannot be written: Is a directory"), outcomes.get(0));
        assertEquals(new Accepted(), outcomes.get(1));
    }

    @Test
    void send_afterOneThatWaits_theRestOfItsTopicWaits() throws Exception {
        Files.createDirectories(folder().resolve(DAY + "0+sample-n1.json"));
        Outgoing tomorrow = message(MessageType.SAMPLE, "n1", "{}\n", "2026-03-05T09:15:00Z");
        List<Outcome> outcomes =
                new DirectorySink(folder()).send(List.of(sample("n1", "{}\n"), tomorrow));
        assertInstanceOf(Later.class, outcomes.get(0));
        assertEquals(outcomes.get(0), outcomes.get(1));
        assertEquals(List.of(), files());
    }

    /** Not even root may write there. */
    @Test
    void send_nobodyMayWriteThere_waitsAndSaysWhy() throws Exception {
        Outcome outcome = new DirectorySink(Path.of("/sys")).send(List.of(sample("n1", ""))).get(0);
        String why = assertInstanceOf(Later.class, outcome).why();
        assertTrue(why.startsWith("/sys/2026/03/04/0+sample-n1.json cannot be written: "), why);
        assertTrue(
                why.matches(
                        ".*: (permission denied|Operation not permitted|Read-only file system)"),
                why);
    }

    @Test
    void send_weMayNotWriteThere_waitsAndSaysWhy() throws Exception {
        Files.createDirectory(folder());
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder()), "root may write everywhere");
        Later later = assertInstanceOf(Later.class, send(sample("n1", "{}\n")));
        assertTrue(later.why().endsWith("cannot be written: permission denied"), later.why());
    }

    @Test
    void send_interrupted_endsAndLeavesNoHalfLine() throws Exception {
        assertEquals(new Accepted(), send(sample("n1", "1\n")));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> send(sample("n1", "2\n")));
        assertTrue(!Thread.interrupted());
        assertEquals("1\n", text(DAY + "0+sample-n1.json"));
        assertEquals(new Accepted(), send(sample("n1", "3\n")));
        assertEquals("1\n3\n", text(DAY + "0+sample-n1.json"));
    }

    /** A limit of the shell's on file sizes lets through a part of the second line, as a disk. */
    @Test
    void send_diskFullWithinALine_leavesNoHalfLine() throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -f 16; exec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FullDisk.class.getName(),
                                folder().toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        Path file = folder().resolve(DAY + "0+sample-n1.json");
        assertEquals(
                "Accepted[]\nLater[why=" + file + " cannot be written: File too large]\n", said);
        assertEquals(FullDisk.LINE, Files.readString(file));
    }
}
