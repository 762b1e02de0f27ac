package hydrophone.ingest.load;

import java.util.SplittableRandom;

/**
 * Hands jobs to nodes that have room: numbers go up, durations are spread around eight hours, and
 * one job of four runs on up to five nodes.
 */
final class JobQueue {
    private static final double MEAN_SECONDS = 8 * 3600.0;
    private static final int USERS = 150;

    private final SplittableRandom random;
    private long number = 1_400_000;
    private JobPlan wide = new JobPlan(0, "", 0, 0);
    private int places;

    JobQueue(SplittableRandom random) {
        this.random = random;
    }

    JobPlan next(long now) {
        if (places > 0 && wide.ends() > now) {
            places--;
            return wide;
        }
        number += 1L + random.nextInt(3);
        JobPlan plan = new JobPlan(number, user(), 0, ends(now));
        places = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 0;
        wide = plan;
        return plan;
    }

    /** Somebody's own processes on a login node: the group's number is the job's. */
    JobPlan session(long group, long epoch, long now) {
        return new JobPlan(group, user(), epoch, ends(now));
    }

    private String user() {
        int most = 1 + random.nextInt(USERS); // some have many jobs, most have few
        return "ec-user" + (100 + random.nextInt(most));
    }

    private long ends(long now) {
        double share = -Math.log(1 - random.nextDouble());
        return now + 600 + (long) (share * MEAN_SECONDS);
    }
}
