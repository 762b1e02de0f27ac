package hydrophone.ingest.load;

import hydrophone.message.ExtendedUint;
import hydrophone.message.SampleGpu;

import java.util.Locale;
import java.util.SplittableRandom;

/** A card of a GPU node, at work. */
final class LoadCard {
    private final long index;
    private final String uuid;
    private long util;
    private long memory;
    private long temperature = 45;

    LoadCard(long index, SplittableRandom random) {
        this.index = index;
        this.uuid =
                String.format(
                        Locale.ROOT,
                        "GPU-%08x-%04x-%04x-%04x-%012x",
                        random.nextInt(),
                        random.nextInt(1 << 16),
                        random.nextInt(1 << 16),
                        random.nextInt(1 << 16),
                        random.nextLong(1L << 48));
        this.memory = 4_000_000L + random.nextInt(70_000_000);
    }

    void advance(SplittableRandom random) {
        util = 60L + random.nextInt(41);
        temperature = 45 + util / 4 + random.nextInt(3);
        if (random.nextInt(4) == 0) memory += 2048L * (random.nextInt(200) - 100);
    }

    SampleGpu sample() {
        return new SampleGpu(
                index,
                uuid,
                0,
                0,
                "",
                ExtendedUint.of(0),
                memory,
                util,
                util / 2,
                temperature,
                80 + 3 * util,
                400,
                1410,
                1593);
    }

    long index() {
        return index;
    }

    String uuid() {
        return uuid;
    }

    long memory() {
        return memory;
    }

    long util() {
        return util;
    }
}
