package hydrophone.agent.machine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class SystemCommandsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final Commands commands = new SystemCommands();

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

    @Test
    void aProgramThatIsNotThereIsNamed() {
        var error =
                assertThrows(
                        IOException.class,
                        () -> commands.run(List.of("/no/such/program"), LONG, 100));
        assertTrue(error.toString().contains("/no/such/program"), error.toString());
    }
}
