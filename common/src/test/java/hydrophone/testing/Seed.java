package hydrophone.testing;

import java.util.SplittableRandom;

/**
 * Randomness that can be had again: prints its seed, and takes one from {@code -Dseed=N}. Without
 * it every run draws another, so that many runs see many inputs.
 */
public final class Seed {
    private Seed() {}

    public static SplittableRandom random(String user) {
        Long given = Long.getLong("seed");
        long seed = given == null ? new SplittableRandom().nextLong() : given;
        System.out.println(user + ": -Dseed=" + seed);
        return new SplittableRandom(seed);
    }
}
