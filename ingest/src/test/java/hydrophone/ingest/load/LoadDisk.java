package hydrophone.ingest.load;

import hydrophone.message.SampleSystem.SampleDisk;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A line of /proc/diskstats: 17 columns, which move with some probability in an interval. */
final class LoadDisk {
    private static final int IN_PROGRESS = 8;

    private final String name;
    private final long major;
    private final long minor;
    private final int percent;
    private final long[] stats = new long[17];

    LoadDisk(String name, long major, long minor, int percent, SplittableRandom random) {
        this.name = name;
        this.major = major;
        this.minor = minor;
        this.percent = percent;
        int most = percent < 10 ? 3_000 : 80_000_000;
        for (int i = 0; i < 11; i++) if (i != IN_PROGRESS) stats[i] = random.nextInt(most);
    }

    void advance(SplittableRandom random) {
        if (random.nextInt(100) >= percent) return;
        for (int i = 0; i < 11; i++) {
            if (i != IN_PROGRESS && (i >= 4 || random.nextInt(4) == 0))
                stats[i] += random.nextInt(9_000);
        }
        stats[IN_PROGRESS] = random.nextInt(20) == 0 ? 1 : 0;
    }

    SampleDisk sample() {
        List<Long> columns = new ArrayList<>(stats.length);
        for (long column : stats) columns.add(column);
        return new SampleDisk(name, major, minor, columns);
    }
}
