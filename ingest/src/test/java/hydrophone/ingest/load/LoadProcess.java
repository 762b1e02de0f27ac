package hydrophone.ingest.load;

import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One process of the load. Its counters never fall; what they add up to is what {@code ps} says.
 */
final class LoadProcess {
    private final Activity activity;
    private final String command;
    private final long pid;
    private final long ppid;
    private final boolean inContainer;
    private final long started;
    private final int cores;
    private final @Nullable LoadCard card;
    private long resident;
    private long virtual;
    private long read;
    private long written;
    private long cancelled;
    private long threads;

    /** Hundredths of a second: since the start, and in the last interval. */
    private long ticks;

    private long lastTicks;
    private double gpuUtil;

    LoadProcess(
            Activity activity,
            long pid,
            long ppid,
            long started,
            @Nullable LoadCard card,
            SplittableRandom random) {
        this.activity = activity;
        this.command = activity.command(random);
        this.pid = pid;
        this.ppid = ppid;
        this.started = started;
        this.card = card;
        this.inContainer = random.nextInt(12) == 0;
        this.cores = !activity.computes() || random.nextInt(10) < 8 ? 1 : 2 + random.nextInt(7);
        this.resident = size(random);
        this.virtual = resident + resident / 4 + 1000L + random.nextInt(40_000);
        this.threads = activity == Activity.IDLE ? 0 : cores - 1L + random.nextInt(3);
        if (random.nextInt(3) == 0) this.read = random.nextInt(60_000);
        if (random.nextInt(4) == 0) this.written = 4L * random.nextInt(2_000);
    }

    private long size(SplittableRandom random) {
        return switch (activity) {
            case IDLE -> 200L + random.nextInt(6_000);
            case LIGHT -> 2_000L + random.nextInt(200_000);
            case BUSY, GROWING -> 100_000L + random.nextInt(4_000_000);
        };
    }

    /** What it had done before anybody looked. */
    void live(long seconds, SplittableRandom random) {
        ticks =
                switch (activity) {
                    case IDLE -> random.nextInt(5);
                    case LIGHT -> 3 + seconds / 3_600 * 2;
                    case BUSY, GROWING -> seconds * 100 * cores * (90 + random.nextInt(10)) / 100;
                };
        if (activity == Activity.GROWING) {
            read += seconds * random.nextInt(400);
            written += seconds * random.nextInt(200);
        }
    }

    void advance(long seconds, SplittableRandom random) {
        lastTicks =
                switch (activity) {
                    case IDLE -> 0;
                    case LIGHT -> random.nextInt(12) == 0 ? 1L + random.nextInt(20) : 0L;
                    case BUSY -> used(seconds, 985, random);
                    case GROWING -> used(seconds, 600, random);
                };
        ticks += lastTicks;
        if (activity == Activity.BUSY) compute(random);
        if (activity == Activity.GROWING) grow(seconds, random);
        if (card != null) gpuUtil = Math.max(0, card.util() - random.nextInt(4));
    }

    private long used(long seconds, int leastPerMille, SplittableRandom random) {
        long perMille = leastPerMille + (long) random.nextInt(1001 - leastPerMille);
        long most = seconds * 100 * cores;
        return Math.max(0, most * perMille / 1000 - random.nextInt(10));
    }

    private void compute(SplittableRandom random) {
        if (random.nextInt(4) == 0) resident += 4L * random.nextInt(256) - 400;
        if (random.nextInt(8) == 0) written += 4L * random.nextInt(5_000);
    }

    private void grow(long seconds, SplittableRandom random) {
        resident += 4L * random.nextInt(20_000) - 20_000;
        resident = Math.max(20_000, resident);
        virtual = Math.max(virtual + 4L * random.nextInt(5_000) - 5_000, resident + 2_000);
        read += seconds * random.nextInt(400);
        written += seconds * random.nextInt(200);
        if (random.nextInt(6) == 0) cancelled += 4L * random.nextInt(100);
        if (random.nextInt(5) == 0) threads = cores - 1L + random.nextInt(4);
    }

    SampleProcess sample(long now, long seconds) {
        long age = Math.max(1, now - started);
        return new SampleProcess(
                resident,
                virtual,
                read,
                written,
                cancelled,
                command,
                pid,
                ppid,
                inContainer,
                threads,
                thousandths((double) ticks / age),
                thousandths((double) lastTicks / seconds),
                ticks / 100,
                0,
                card == null ? List.of() : List.of(onCard(card)));
    }

    private SampleProcessGpu onCard(LoadCard on) {
        return new SampleProcessGpu(on.index(), on.uuid(), gpuUtil, on.memory() / 2, 45);
    }

    /** As it is on the wire. */
    private static double thousandths(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }

    long pid() {
        return pid;
    }

    boolean computes() {
        return activity.computes();
    }

    long resident() {
        return resident;
    }

    int cores() {
        return activity.computes() ? cores : 0;
    }
}
