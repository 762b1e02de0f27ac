package hydrophone.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test needs and a machine may lack. */
public final class Needs {
    private Needs() {}

    /** Skips the test, and says why where a person reading the build sees it. */
    @SuppressWarnings("SystemOut")
    public static void that(boolean met, String reason) {
        if (!met) System.out.println("skipped: " + reason);
        assumeTrue(met, reason);
    }

    /**
     * A signal that is ignored at the start stays ignored in all children: a shell does that to
     * SIGINT for what it starts in the background.
     *
     * @param number as in signal(7): 2 = SIGINT
     */
    public static void signalHeeded(int number) throws IOException {
        long ignored =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .findFirst()
                        .orElse(0);
        boolean heeded = (ignored >> (number - 1) & 1) == 0;
        that(heeded, "signal " + number + " is ignored by whoever started this build");
    }
}
