package hydrophone.agent.machine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Real programs, hostile ones too; each test ends them all. */
final class SystemCommandsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final SystemCommands commands = new SystemCommands();

    private Commands.Result shell(String script, Duration timeout, int max) throws IOException {
        return commands.run(List.of("sh", "-c", script), timeout, max);
    }

    @Test
    void aProgramIsRunToItsEndInTheCLocale() throws Exception {
        var result = shell("echo $LC_ALL; cat; echo oops >&2; exit 3", LONG, 100);
        assertEquals("C\n", new String(result.out(), StandardCharsets.UTF_8));
        assertEquals("oops\n", result.err());
        assertEquals(3, result.exit());
        assertFalse(result.ok() || result.timedOut() || result.truncated());
    }

    @Test
    void muchOnStderrDoesNotStopIt() throws Exception {
        var result = shell("head -c 300000 /dev/zero >&2; echo done", LONG, 100);
        assertTrue(result.ok());
        assertEquals(4096, result.err().length());
    }

    @Test
    void aProgramOverItsTimeIsKilledWithItsChildren() throws Exception {
        Path pids = folder.resolve("pids");
        var result =
                shell(
                        "sleep 1000 & echo $! > " + pids + "; echo $$ >> " + pids + "; wait",
                        Duration.ofSeconds(2),
                        100);
        assertTrue(result.timedOut());
        assertFalse(result.ok());
        List<String> lines = Files.readAllLines(pids);
        assertEquals(2, lines.size());
        for (String pid : lines) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    @Test
    void aProgramThatWritesTooMuchIsKilled() throws Exception {
        var result = shell("echo 0123456789; while :; do echo 0123456789; done", LONG, 15);
        assertTrue(result.truncated());
        assertFalse(result.ok());
        assertEquals("0123456789\n0123", new String(result.out(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void nobodyIsLeft() {
        commands.close();
    }

    private Program program(String script, Duration timeout, long max) {
        return new Program(List.of("bash", "-c", script), Map.of(), timeout, max);
    }

    private record Streamed(String out, Commands.Ending ending) {}

    private Streamed stream(String script, Duration timeout, long max) throws Exception {
        var out = new ByteArrayOutputStream();
        var ending = commands.stream(program(script, timeout, max), in -> in.transferTo(out));
        return new Streamed(out.toString(StandardCharsets.UTF_8), ending);
    }

    private static void awaitGone(Path pids, int expected) throws IOException {
        List<String> lines = Files.readAllLines(pids);
        assertEquals(expected, lines.size(), lines.toString());
        for (String pid : lines) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }

    @Test
    void stream_handsOverAllBytesAndTheExitStatus() throws Exception {
        Streamed seen = stream("head -c 300000 /dev/zero; echo end; exit 7", LONG, 1 << 20);
        assertEquals(300004, seen.out().length());
        assertTrue(seen.out().endsWith("end\n"));
        assertEquals(new Commands.Ending(7, false, false, ""), seen.ending());
    }

    @Test
    void environment_addsAndTakesAway() throws Exception {
        Map<String, String> environment = Map.of("SLURM_TIME_FORMAT", "%FT%T%z", "PATH", "");
        var out = new ByteArrayOutputStream();
        var program =
                new Program(
                        List.of("sh", "-c", "echo $LC_ALL $SLURM_TIME_FORMAT ${PATH-none}"),
                        environment,
                        LONG,
                        100);
        assertTrue(commands.stream(program, in -> in.transferTo(out)).ok());
        String seen = out.toString(StandardCharsets.UTF_8);
        assertTrue(seen.startsWith("C %FT%T%z "), seen);
        // A shell without PATH makes up its own.
        assertFalse(seen.contains(System.getenv("PATH")), seen);
    }

    /** The middle one has ended, so that nobody knows whose child the sleeping one is. */
    @Test
    void timeOut_killsGrandchildrenWhoseParentHasEnded() throws Exception {
        Path pids = folder.resolve("pids");
        String script = "bash -c 'sleep 1000 & echo $! >" + pids + "'; echo $$ >>" + pids;
        Streamed seen = stream(script + "; trap '' TERM; sleep 1000", Duration.ofSeconds(2), 100);
        assertEquals(new Commands.Ending(-1, true, false, ""), seen.ending());
        awaitGone(pids, 2);
    }

    @Test
    void flood_isCutExactly_andItsWriterKilled() throws Exception {
        Path pids = folder.resolve("pids");
        Streamed seen = stream("echo $$ >" + pids + "; exec yes", LONG, 1_000_001);
        assertTrue(seen.ending().truncated());
        assertEquals(-1, seen.ending().exit());
        assertEquals(1_000_001, seen.out().length());
        awaitGone(pids, 1);
        assertTrue(stream("printf 12345", LONG, 5).ending().ok());
    }

    /** The JDK would take what they write into the heap, all of it. */
    @Test
    @Timeout(60)
    void floodFromChildrenOfAProgramThatHasEnded_isCutToo() throws Exception {
        Path pids = folder.resolve("pids");
        String script = "yes & echo $! >" + pids + "; yes >&2 & echo $! >>" + pids;
        var ending =
                commands.stream(
                        program(script, LONG, 200_000_000),
                        in -> in.transferTo(OutputStream.nullOutputStream()));
        assertTrue(ending.truncated(), ending.toString());
        awaitGone(pids, 2);
    }

    @Test
    void floodOnStderr_isDrained() throws Exception {
        Streamed seen =
                stream("head -c 1000000000 /dev/zero | tr '\\0' x >&2; echo out", LONG, 100);
        assertEquals("out\n", seen.out());
        assertEquals("x".repeat(4096), seen.ending().err());
        assertTrue(seen.ending().ok());
    }

    @Test
    void closesItsOutputAndLivesOn_isWaitedForAndKilled() throws Exception {
        Path pids = folder.resolve("pids");
        String script = "echo $$ >" + pids + "; echo out; exec >&- 2>&-; sleep ";
        assertTrue(stream(script + 1, LONG, 100).ending().ok());
        Streamed seen = stream(script + 1000, Duration.ofSeconds(2), 100);
        assertEquals("out\n", seen.out());
        assertEquals(new Commands.Ending(-1, true, false, ""), seen.ending());
        awaitGone(pids, 1);
    }

    @Test
    void childThatHoldsTheOutputOpen_isWaitedForASecond() throws Exception {
        assertEquals("a\nb\n", stream("(sleep 0.5; echo b) & echo a", LONG, 100).out());
        Path pids = folder.resolve("pids");
        Streamed seen = stream("sleep 1000 & echo $! >" + pids + "; echo a; exit 3", LONG, 100);
        assertEquals("a\n", seen.out());
        assertEquals(new Commands.Ending(3, true, false, ""), seen.ending());
        awaitGone(pids, 1);
    }

    /** Out of reach, and yet nobody waits for it. */
    @Test
    @Timeout(30)
    void strangerThatHoldsTheOutputOpen_isNotWaitedFor() throws Exception {
        Path pids = folder.resolve("pids");
        Streamed seen = stream("setsid sleep 1000 & echo $! >" + pids + "; echo a", LONG, 100);
        assertEquals("a\n", seen.out());
        assertTrue(seen.ending().timedOut());
        String pid = Files.readString(pids).strip();
        assertTrue(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly());
    }

    /** The program stands still meanwhile: that is not its fault. */
    @Test
    void timeThatTheReaderTakes_doesNotCount() throws Exception {
        var out = new ByteArrayOutputStream();
        Program program =
                program("head -c 500000 /dev/zero; echo end", Duration.ofSeconds(2), 1 << 20);
        var ending =
                commands.stream(
                        program,
                        in -> {
                            out.write(in.read());
                            Thread.sleep(4000);
                            in.transferTo(out);
                        });
        assertEquals(new Commands.Ending(0, false, false, ""), ending);
        assertEquals(500_004, out.size());
    }

    @Test
    void timeOut_isOfTheWholeTime_notOfSilence() throws Exception {
        long start = System.nanoTime();
        Streamed seen = stream("while :; do echo x; sleep 0.1; done", Duration.ofSeconds(2), 9999);
        assertTrue(seen.ending().timedOut());
        assertTrue(seen.out().length() > 10, seen.out());
        assertTrue(seconds(start) < 20);
    }

    @Test
    void whatTheReaderThrows_endsTheProgram() throws Exception {
        Path pids = folder.resolve("pids");
        Program program = program("echo $$ >" + pids + "; exec yes", LONG, 1 << 30);
        var error =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                commands.stream(
                                        program,
                                        in -> {
                                            int _ = in.read();
                                            throw new IllegalStateException("oops");
                                        }));
        assertEquals("oops", error.getMessage());
        awaitGone(pids, 1);
    }

    @Test
    void readerThatHasSeenEnough_learnsTheEndAllTheSame() throws Exception {
        var ending =
                commands.stream(
                        program("head -c 300000 /dev/zero; exit 5", LONG, 1 << 20),
                        InputStream::read);
        assertEquals(5, ending.exit());
    }

    @Test
    void interruption_endsTheProgram() throws Exception {
        Path pids = folder.resolve("pids");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                stream("echo $$ >" + pids + "; echo; sleep 1000", LONG, 100);
                            } catch (Exception e) {
                                thrown.set(e);
                            }
                        });
        await().until(() -> Files.exists(pids) && Files.size(pids) > 1);
        caller.interrupt();
        assertTrue(caller.join(Duration.ofSeconds(10)));
        assertInstanceOf(InterruptedException.class, thrown.get());
        awaitGone(pids, 1);
    }

    @Test
    void close_killsWhatRuns_andNothingStartsAnyMore() throws Exception {
        Path pids = folder.resolve("pids");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                stream("echo $$ >" + pids + "; sleep 1000 & wait", LONG, 100);
                            } catch (Exception e) {
                                thrown.set(e);
                            }
                        });
        await().until(() -> Files.exists(pids) && Files.size(pids) > 1);
        commands.close();
        assertTrue(caller.join(Duration.ofSeconds(10)));
        assertInstanceOf(InterruptedException.class, thrown.get());
        awaitGone(pids, 1);
        Path marker = folder.resolve("marker");
        assertThrows(InterruptedException.class, () -> stream("echo x >" + marker, LONG, 100));
        assertFalse(Files.exists(marker));
    }

    private String unstarted(String word) {
        Program program = new Program(List.of(word), Map.of(), LONG, 100);
        var error =
                assertThrows(IOException.class, () -> commands.stream(program, InputStream::read));
        return String.valueOf(error.getMessage());
    }

    private String executable(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }

    @Test
    void programThatCannotBeStarted_isNamedWithTheReason() throws Exception {
        assertEquals(
                "sacct: cannot be started: no such file (/no/such/sacct)",
                unstarted("/no/such/sacct"));
        assertEquals(
                "no-such: cannot be started: no such program on the PATH", unstarted("no-such"));
        assertTrue(unstarted(folder.toString()).contains(": cannot be started: a directory ("));
        String plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n").toString();
        assertEquals(
                "plain: cannot be started: not executable for us (" + plain + ")",
                unstarted(plain));
        assertEquals(": cannot be started: no program is named ()", unstarted(""));
        assertEquals("a\0b: cannot be started: Nul character not allowed", unstarted("a\0b"));
    }

    /** Known only when the system tries; the words are a shell's. */
    @Test
    void programThatTheSystemRefuses_isNamedWithTheReason() throws Exception {
        String lost = unstarted(executable("lost", "#!/no/such/interpreter\n"));
        assertTrue(lost.startsWith("lost: cannot be started: "), lost);
        String elf = unstarted(executable("elf", "\u007fELF\0\1\2"));
        assertTrue(elf.startsWith("elf: cannot be started: "), elf);
        Program program = new Program(List.of(executable("bare", "exit 3\n")), Map.of(), LONG, 100);
        assertEquals(3, commands.stream(program, InputStream::read).exit());
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        var error =
                assertThrows(
                        IOException.class,
                        () -> commands.run(List.of("/no/such/program"), LONG, 100));
        assertTrue(error.toString().contains("/no/such/program"), error.toString());
    }
}
