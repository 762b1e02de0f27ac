package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Arrivals.Sample;
import hydrophone.testing.Needs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * While processes come and go by the hundred a second the shipped daemon's samples all come, each
 * within a second of its cadence point, and none has an error: a process that has gone is none.
 * {@code bench/churn} runs it with 3000 processes for five minutes.
 */
@Isolated("it needs a quiet machine")
final class ChurnIT {
    private static final int PROCESSES = Integer.getInteger("churn.processes", 300);
    private static final int RATE = Integer.getInteger("churn.rate", 100);
    private static final int SECONDS = Integer.getInteger("churn.seconds", 20);
    private static final int CADENCE = Integer.getInteger("churn.cadence", 2);

    /** Without a compiler: each lives five seconds, about as many of them. */
    private static final String SHELL =
            """
            trap 'kill $(jobs -p) 2>/dev/null; exit 0' TERM
            i=0; while [ $i -lt $1 ]; do sleep 5 & i=$((i + 1)); done
            echo ready
            (while :; do sleep 5 & sleep 5 & sleep 5 & sleep 0.05; done) &
            read end
            kill $! $(jobs -p) 2>/dev/null
            """;

    @TempDir Path folder;

    @Test
    void noSampleIsMissingLateOrInError() throws Exception {
        Needs.that(Files.isReadable(Path.of("/proc/self/stat")), "needs Linux");
        Path config = folder.resolve("churn.cfg");
        Files.writeString(
                config,
                "[global]\ncluster = churn.test\nrole = node\n[sample]\ncadence = "
                        + CADENCE
                        + "s\nexclude-system-jobs = false\n");
        Process churn = new ProcessBuilder(churn()).redirectErrorStream(true).start();
        try (BufferedReader said = churn.inputReader()) {
            assertEquals("ready", said.readLine());
            Arrivals arrivals = sample(config);
            churn.getOutputStream().close();
            System.out.println("ChurnIT: " + said.readLine());
            verdict(arrivals);
        } finally {
            if (!churn.waitFor(20, TimeUnit.SECONDS)) churn.destroyForcibly();
        }
    }

    private List<String> churn() {
        Path source = Path.of("src/test/resources/churn/churn.c").toAbsolutePath();
        String program = folder.resolve("churn").toString();
        if (Programs.run("sh", "-c", "cc -O2 -o " + program + " " + source).status() == 0) {
            return List.of(program, "" + PROCESSES, "" + RATE);
        }
        Needs.that(PROCESSES <= 500, "no C compiler: shells cannot start so many");
        return List.of("sh", "-c", SHELL, "churn", "" + PROCESSES);
    }

    /** What the daemon prints in the time given, to the last byte. */
    private Arrivals sample(Path config) throws IOException, InterruptedException {
        Arrivals arrivals = new Arrivals();
        Process agent =
                Programs.builder(
                                folder,
                                Programs.java(),
                                List.of(Programs.bin("agent"), "daemon", config.toString()))
                        .redirectError(folder.resolve("agent.err").toFile())
                        .start();
        try (BufferedReader out = agent.inputReader()) {
            Thread reader = Thread.ofPlatform().start(() -> read(arrivals, out));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < until && agent.isAlive()) LockSupport.parkNanos(50_000_000);
            // Not its own destroy(), which closes what is being read.
            boolean told = agent.toHandle().destroy();
            assertTrue(told && agent.waitFor(30, TimeUnit.SECONDS), "the agent does not end");
            reader.join();
            String said = Programs.text(folder.resolve("agent.err"));
            assertEquals(0, agent.exitValue(), said);
            assertTrue(!said.contains(" ERROR ") && !said.contains("Exception"), said);
        } finally {
            agent.destroyForcibly();
        }
        return arrivals;
    }

    private static void read(Arrivals arrivals, BufferedReader out) {
        try {
            arrivals.read(out, InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void verdict(Arrivals arrivals) {
        List<Sample> samples = arrivals.samples();
        double worst = samples.stream().mapToDouble(Sample::delay).max().orElse(-1);
        int fewest = samples.stream().mapToInt(Sample::processes).min().orElse(0);
        int most = samples.stream().mapToInt(Sample::processes).max().orElse(0);
        List<String> wrong = arrivals.wrong(CADENCE);
        System.out.printf(
                Locale.ROOT,
                "ChurnIT: %d s at a cadence of %d s: %d samples of %d to %d processes, the latest"
                        + " %.3f s after its point, %d defects%n",
                SECONDS,
                CADENCE,
                samples.size(),
                fewest,
                most,
                worst,
                wrong.size());
        assertEquals(List.of(), wrong.stream().limit(5).toList());
        assertTrue(samples.size() >= SECONDS / CADENCE - 2, samples.size() + " samples");
        assertTrue(fewest >= PROCESSES * 9 / 10, "only " + fewest + " processes were seen");
    }
}
