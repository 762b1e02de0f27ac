package hydrophone.ingest.load;

import hydrophone.message.SampleGpu;
import hydrophone.message.SampleSystem;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The hardware of a node: cores, disks, cards, and what its jobs make of them. */
final class LoadMachine {
    private static final int[] SHAPES = {32, 64, 64, 64, 128};

    private final SplittableRandom random;
    private final long boot;
    private final long[] cores;
    private final double[] spare;
    private final List<LoadDisk> disks;
    private final List<LoadCard> cards = new ArrayList<>();
    private long used;
    private double load;
    private long entities;

    LoadMachine(int cards, SplittableRandom random, long now) {
        this.random = random;
        this.boot = now - 86_400L * (2 + random.nextInt(60));
        this.cores = new long[SHAPES[random.nextInt(SHAPES.length)]];
        this.spare = new double[cores.length];
        for (int i = 0; i < cores.length; i++) cores[i] = random.nextLong(now - boot);
        for (int i = 0; i < cards; i++) this.cards.add(new LoadCard(i, random));
        this.disks =
                List.of(
                        new LoadDisk("nvme0n1", 259, 0, 100, random),
                        new LoadDisk("nvme0n1p1", 259, 1, 2, random),
                        new LoadDisk("nvme0n1p2", 259, 2, 5, random),
                        new LoadDisk("nvme0n1p3", 259, 3, 100, random),
                        new LoadDisk("dm-0", 253, 0, 100, random),
                        new LoadDisk("dm-1", 253, 1, 3, random),
                        new LoadDisk("dm-2", 253, 2, 40, random));
    }

    void advance(long seconds, List<LoadJob> jobs) {
        int busy = 0;
        used = 3_000_000L + random.nextInt(50_000);
        entities = 700L + random.nextInt(20);
        for (LoadJob job : jobs) {
            for (LoadProcess process : job.processes()) {
                busy += process.cores();
                used += process.resident();
                entities++;
            }
        }
        for (int i = 0; i < cores.length; i++) work(i, i < busy, seconds);
        load = Math.round((busy + random.nextDouble()) * 100) / 100.0;
        for (LoadDisk disk : disks) disk.advance(random);
        for (LoadCard card : cards) card.advance(random);
    }

    private void work(int core, boolean busy, long seconds) {
        double share = busy ? 0.97 + random.nextDouble() * 0.03 : random.nextDouble() * 0.004;
        double done = spare[core] + share * seconds;
        cores[core] += (long) done;
        spare[core] = done - (long) done;
    }

    /** Null = there is none. */
    @Nullable LoadCard anyCard() {
        return cards.isEmpty() ? null : cards.get(random.nextInt(cards.size()));
    }

    long boot() {
        return boot;
    }

    SampleSystem sample() {
        List<Long> seconds = new ArrayList<>(cores.length);
        for (long core : cores) seconds.add(core);
        List<SampleGpu> gpus =
                cards.isEmpty() ? null : cards.stream().map(LoadCard::sample).toList();
        return new SampleSystem(
                Instant.ofEpochSecond(boot).atOffset(ZoneOffset.UTC),
                seconds,
                gpus,
                disks.stream().map(LoadDisk::sample).toList(),
                used,
                load,
                Math.round(load * 98) / 100.0,
                Math.round(load * 97) / 100.0,
                1 + (long) load,
                entities);
    }
}
