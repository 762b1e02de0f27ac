package hydrophone.agent.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import hydrophone.agent.RecordedFiles;
import hydrophone.agent.machine.Cursor;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Both ways to read give the same: what is there, up to 64 KiB a file. */
class PidFilesTest {
    private static final int LONGEST = 64 * 1024;

    @TempDir Path folder;

    enum Way {
        STREAMED,
        NATIVE;

        PidFiles below(Path root) {
            return this == STREAMED
                    ? new StreamedPidFiles(root)
                    : NativePidFiles.of(root).orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFileOfTheRecordedMachines(Way way) throws IOException {
        try (Stream<Path> machines = Files.list(RecordedFiles.MACHINES)) {
            for (Path machine : machines.filter(Files::isDirectory).toList()) {
                assertReadsAll(way, machine.resolve("proc"));
            }
        }
    }

    private static void assertReadsAll(Way way, Path root) throws IOException {
        PidFiles files = way.below(root);
        List<Integer> pids = pids(files);
        List<Integer> there =
                Stream.of(requireNonNull(root.toFile().list()))
                        .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                        .map(Integer::valueOf)
                        .sorted()
                        .toList();
        assertEquals(there, pids);
        for (int pid : pids) {
            for (PidFile file : PidFile.values()) assertReads(files, root, pid, file);
        }
    }

    private static List<Integer> pids(PidFiles files) {
        Pids found = files.list();
        var pids = new ArrayList<Integer>();
        for (int i = 0; i < found.size(); i++) pids.add(found.at(i));
        return pids;
    }

    private static void assertReads(PidFiles files, Path root, int pid, PidFile file)
            throws IOException {
        Path path = root.resolve(pid + "/" + file.word());
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            assertFalse(files.read(pid, file), path::toString);
            return;
        }
        byte[] all = Files.readAllBytes(path);
        assertTrue(files.read(pid, file), path::toString);
        byte[] whole = Arrays.copyOf(all, Math.min(all.length, LONGEST));
        assertArrayEquals(whole, bytes(files.cursor()), path::toString);
        assertTrue(files.cursor().malformed("").detail().startsWith(path + ":"));
    }

    private static byte[] bytes(Cursor cursor) {
        var out = new ByteArrayOutputStream();
        for (; !cursor.atEnd(); cursor.moveTo(cursor.position() + 1)) out.write(cursor.peek());
        return out.toByteArray();
    }

    /** Long ones first, so that a shorter one must not show what the buffer still holds. */
    @ParameterizedTest
    @EnumSource
    void filesOfAllLengths(Way way) throws IOException {
        int[] lengths = {200_000, 65_537, 65_536, 65_535, 16_384, 8193, 8192, 8191, 1, 0, 70_000};
        var random = new SplittableRandom(1);
        for (int i = 0; i < lengths.length; i++) {
            byte[] bytes = new byte[lengths[i]];
            random.nextBytes(bytes);
            Files.createDirectories(folder.resolve(Integer.toString(i + 1)));
            Files.write(folder.resolve((i + 1) + "/status"), bytes);
        }
        assertReadsAll(way, folder);
    }

    @ParameterizedTest
    @EnumSource
    void moreProcessesThanOneCallLists(Way way) throws IOException {
        for (int pid = 300; pid > 0; pid--) {
            Files.createFile(folder.resolve(Integer.toString(pid)));
            Files.createFile(folder.resolve("x".repeat(240) + pid)); // 64 KiB hold 230 of these
        }
        List<Integer> pids = pids(way.below(folder));
        assertEquals(IntStream.rangeClosed(1, 300).boxed().toList(), pids);
    }

    @ParameterizedTest
    @EnumSource
    void onlyNumbersAreProcesses(Way way) throws IOException {
        String[] names = {"0", "00", "007", "-1", "+1", "1 2", "12x", "x12", "1234567890", "self"};
        for (String name : names) Files.createDirectory(folder.resolve(name));
        PidFiles files = way.below(folder);
        assertEquals(List.of(), pids(files));
        for (String name : new String[] {"999999999", "2", "10"}) {
            Files.createFile(folder.resolve(name));
        }
        assertEquals(List.of(2, 10, 999_999_999), pids(files));
        assertFalse(files.read(10, PidFile.STAT));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoFileCannotBeRead(Way way) throws IOException {
        Files.createDirectories(folder.resolve("7/stat"));
        Files.createSymbolicLink(folder.resolve("7/io"), Path.of("nowhere"));
        assertReadsAll(way, folder);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotOursCannotBeRead(Way way) throws IOException {
        Path stat = Files.createDirectories(folder.resolve("7")).resolve("stat");
        Files.writeString(stat, "7 (x)");
        Files.setPosixFilePermissions(stat, PosixFilePermissions.fromString("---------"));
        // Root may read that; but nobody follows a link that leads to itself.
        if (Files.isReadable(stat)) {
            Files.delete(stat);
            Files.createSymbolicLink(stat, stat);
        }
        assertReadsAll(way, folder);
    }

    @ParameterizedTest
    @EnumSource
    void aFolderThatIsNotThereHasNoProcesses(Way way) throws IOException {
        Path root = folder.resolve("later");
        PidFiles files = way.below(root);
        assertEquals(List.of(), pids(files));
        assertFalse(files.read(1, PidFile.STAT));
        Files.createDirectories(root.resolve("1"));
        Files.writeString(root.resolve("1/stat"), "1 (init)");
        assertEquals(List.of(1), pids(files));
        assertReads(files, root, 1, PidFile.STAT);
    }

    /** A process that sleeps, as the files of one that works change while they are compared. */
    @ParameterizedTest
    @EnumSource
    void thisMachinesOwn(Way way) throws Exception {
        Path proc = Path.of("/proc");
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        try {
            PidFiles files = way.below(proc);
            int pid = (int) sleeper.pid();
            Path stat = proc.resolve(pid + "/stat");
            while (!Files.readString(stat).contains("(sleep) S")) Thread.sleep(5);
            assertTrue(pids(files).contains(pid));
            assertTrue(pids(files).contains((int) ProcessHandle.current().pid()));
            for (PidFile file : PidFile.values()) assertReads(files, proc, pid, file);
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
        assertFalse(new File("/proc/" + sleeper.pid()).exists());
        assertFalse(way.below(proc).read((int) sleeper.pid(), PidFile.STAT));
    }
}
