package hydrophone.ingest.load;

import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import java.util.ArrayList;
import java.util.List;

/** The processes of a job on one node, in the order of their numbers. */
final class LoadJob {
    private final JobPlan plan;
    private final List<LoadProcess> processes = new ArrayList<>();

    LoadJob(JobPlan plan) {
        this.plan = plan;
    }

    void add(LoadProcess process) {
        processes.add(process);
    }

    boolean isOver(long now) {
        return plan.ends() <= now;
    }

    List<LoadProcess> processes() {
        return processes;
    }

    SampleJob sample(long now, long seconds) {
        List<SampleProcess> all = new ArrayList<>(processes.size());
        for (LoadProcess process : processes) all.add(process.sample(now, seconds));
        return new SampleJob(plan.job(), plan.user(), plan.epoch(), all);
    }
}
