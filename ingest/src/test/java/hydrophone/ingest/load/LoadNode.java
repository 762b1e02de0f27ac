package hydrophone.ingest.load;

import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.SampleJob;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A node with jobs: about 197 processes, one of 250 replaced in an interval; the jobs come and go.
 * One node of twenty is a login node, whose jobs are process groups, and one of ten has four cards.
 */
final class LoadNode {
    /** The last job goes beyond it: 197 are the mean then. */
    private static final int LEAST_PROCESSES = 133;

    /** 2020-01-01, from which epochs count. */
    private static final long EPOCH_START = 1_577_836_800L;

    private final String name;
    private final Mix mix;
    private final SplittableRandom random;
    private final JobQueue queue;
    private final LoadMachine machine;
    private final boolean login;
    private final int processes;
    private final String run;
    private final List<LoadJob> jobs = new ArrayList<>();
    private long nextPid;
    private long seq;

    LoadNode(int number, Mix mix, JobQueue queue, SplittableRandom random, long now) {
        this.name = String.format(Locale.ROOT, "c%d-%d", 1 + number / 48, 1 + number % 48);
        this.mix = mix;
        this.random = random;
        this.queue = queue;
        this.login = number % 20 == 19;
        this.machine = new LoadMachine(number % 10 == 3 ? 4 : 0, random, now);
        this.processes = LEAST_PROCESSES + random.nextInt(81);
        this.run = String.format(Locale.ROOT, "%08x", random.nextInt());
        this.nextPid = 2_000L + random.nextInt(400_000);
        fill(now, 86_400);
    }

    String name() {
        return name;
    }

    void advance(long now, long seconds) {
        jobs.removeIf(job -> job.isOver(now));
        fill(now, (int) seconds);
        for (LoadJob job : jobs) {
            churn(job, now);
            for (LoadProcess process : job.processes()) process.advance(seconds, random);
        }
        machine.advance(seconds, jobs);
    }

    private void fill(long now, int mostAge) {
        int count = 0;
        for (LoadJob job : jobs) count += job.processes().size();
        while (count < processes) {
            LoadJob job = start(now, random.nextInt(mostAge), 4 + random.nextInt(57));
            jobs.add(job);
            count += job.processes().size();
        }
    }

    private LoadJob start(long now, long age, int size) {
        long leader = pid();
        LoadJob job =
                new LoadJob(
                        login
                                ? queue.session(leader, machine.boot() - EPOCH_START, now)
                                : queue.next(now));
        job.add(process(Activity.IDLE, leader, 1, now - age));
        for (int i = 1; i < size; i++) job.add(process(mix.draw(random), pid(), leader, now - age));
        for (LoadProcess process : job.processes()) process.live(age, random);
        return job;
    }

    private LoadProcess process(Activity activity, long pid, long ppid, long started) {
        LoadCard card = activity.computes() ? machine.anyCard() : null;
        return new LoadProcess(activity, pid, ppid, started, card, random);
    }

    private void churn(LoadJob job, long now) {
        List<LoadProcess> all = job.processes();
        long leader = all.getFirst().pid();
        int before = all.size();
        for (int i = before - 1; i > 0; i--) {
            if (random.nextInt(250) == 0) all.remove(i);
        }
        for (int i = all.size(); i < before; i++)
            all.add(process(mix.draw(random), pid(), leader, now - random.nextInt(300)));
    }

    private long pid() {
        nextPid += 1L + random.nextInt(9);
        return nextPid;
    }

    Meta meta(String interval) {
        seq++;
        return new Meta(
                Meta.HYDROPHONE,
                "0.1.0",
                List.of(
                        new Attr(Meta.RUN, run),
                        new Attr(Meta.SEQ, Long.toString(seq)),
                        new Attr(Meta.INTERVAL, interval)));
    }

    List<SampleJob> sampleJobs(long now, long seconds) {
        List<SampleJob> all = new ArrayList<>(jobs.size());
        for (LoadJob job : jobs) all.add(job.sample(now, seconds));
        return all;
    }

    LoadMachine machine() {
        return machine;
    }
}
