package hydrophone.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs and a machine may lack. */
public final class Needs {
    private Needs() {}

    /** Skips the test, and says why where a person reading the build sees it. */
    @SuppressWarnings("SystemOut")
    public static void that(boolean met, String reason) {
        if (!met) System.out.println("skipped: " + reason);
        assumeTrue(met, reason);
    }
}
