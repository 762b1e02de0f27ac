package hydrophone.agent.spool;

import static hydrophone.message.MessageType.SAMPLE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes that end where the cap takes the oldest messages away. */
final class SpoolDropTest {
    @TempDir Path dir;

    /** What a note calls lost is not sent, what it does not is; each counts once. */
    @Test
    void aCrashBetweenNoteAndLoss_losesWhatWasNoted_onceAndNothingElse() throws Exception {
        int next = 1;
        for (int time = 1; time <= 3; time++) {
            List<String> accepted = accepted(next, KillPoint.BEFORE_DROP + ":" + time);
            // The one that was on its way was in the file, and nobody had said so.
            next += accepted.size() + 1;
            try (Spools spools = new Spools(dir, Dropping.CAP)) {
                long lost = spools.spool().losses(SAMPLE).stream().mapToLong(Loss::messages).sum();
                long last = spools.spool().losses(SAMPLE).getLast().last();
                assertEquals(last, lost, "those up to the last one that was noted");
                assertEquals("m" + (last + 1), head(spools.look(SAMPLE, 1).getFirst()));
                assertEquals(next - 1 - last, spools.spool().status().waiting());
            }
        }
        try (Spools spools = new Spools(dir, Dropping.CAP)) {
            List<String> left = spools.drain(SAMPLE).stream().map(SpoolDropTest::head).toList();
            int first = next - left.size();
            assertEquals(Spools.numbers(first, next), left);
        }
    }

    private static String head(String value) {
        return value.substring(0, value.indexOf('.'));
    }

    /** Of a process that died at this point. */
    private List<String> accepted(int from, String killPoint)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dhydrophone.kill-point=" + killPoint,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Dropping.class.getName(),
                                dir.toString(),
                                Integer.toString(from))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(137, process.exitValue(), said);
        return said.lines().toList();
    }
}
