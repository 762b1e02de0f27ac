package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.Commands.Ending;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class ProgramTroubleTest {
    private static final Program SACCT =
            new Program(
                    List.of("/opt/slurm/bin/sacct", "-aD"),
                    Map.of(),
                    Duration.ofMinutes(3),
                    256 << 20);

    private static String of(int exit, boolean timedOut, boolean truncated, String err) {
        return ProgramTrouble.of(SACCT, new Ending(exit, timedOut, truncated, err));
    }

    @Test
    void endings() {
        assertEquals("sacct: exit status 1: oops", of(1, false, false, "\n oops\r\nmore\n"));
        assertEquals("sacct: exit status 137", of(137, false, false, ""));
        assertEquals("sacct: killed after 180 s: slow", of(-1, true, false, "slow"));
        assertEquals("sacct: killed after 256 MiB of output", of(-1, false, true, ""));
        assertEquals(
                "sacct: ended, but another process holds its output open", of(0, true, false, ""));
    }

    @Test
    void words_areOneShortLineThatCanBeShown() {
        assertEquals(
                "sacct: exit status 1: a\\u001b[31mb\\u202ec\\u0000d",
                of(1, false, false, "a\u001b[31mb\u202ec\u0000d\nsecond"));
        assertTrue(of(1, false, false, "x".repeat(4096)).length() <= 300);
    }

    @Test
    void exceptions() {
        assertEquals(
                "sacct: cannot be started: no such file",
                ProgramTrouble.of(
                        SACCT, new IOException("sacct: cannot be started: no such file")));
        assertEquals(
                "sacct: its output cannot be read: Stream closed",
                ProgramTrouble.of(SACCT, new IOException("Stream closed")));
    }
}
