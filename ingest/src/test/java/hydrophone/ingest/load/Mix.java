package hydrophone.ingest.load;

import java.util.Locale;
import java.util.SplittableRandom;

/** How many of a hundred processes do what. */
public enum Mix {
    TYPICAL(45, 20, 25),
    HEAVY(10, 10, 60);

    private final int idle;
    private final int light;
    private final int busy;

    Mix(int idle, int light, int busy) {
        this.idle = idle;
        this.light = light;
        this.busy = busy;
    }

    Activity draw(SplittableRandom random) {
        int percent = random.nextInt(100);
        if (percent < idle) return Activity.IDLE;
        if (percent < idle + light) return Activity.LIGHT;
        return percent < idle + light + busy ? Activity.BUSY : Activity.GROWING;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
