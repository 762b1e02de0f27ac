package hydrophone.agent;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.collect.SampleCollector;
import hydrophone.agent.collect.SampleSettings;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One process of a sample, with the job that it stands under.
 *
 * @param epoch 0 = the job is Slurm's
 */
record Seen(long job, String user, long epoch, SampleProcess process) {

    /** A daemon's collector over this machine that shows every process. */
    static SampleCollector daemon() {
        return SampleCollector.forDaemon(
                Path.of("/proc"),
                new Origin("test.cluster", "here"),
                SampleSettings.everything(),
                InstantSource.system());
    }

    static Observation collect(SampleCollector collector) throws CollectException {
        var now = InstantSource.system().instant().atOffset(ZoneOffset.UTC).withNano(0);
        return collector.collect(now);
    }

    static SampleAttributes sample(Observation observation) {
        return (SampleAttributes) observation.parts().getFirst();
    }

    /** By pid; a process that stands twice is an error. */
    static Map<Long, Seen> byPid(SampleAttributes sample) {
        Map<Long, Seen> seen = new LinkedHashMap<>();
        for (SampleJob job : sample.jobs()) {
            for (SampleProcess process : job.processes()) {
                Seen twice =
                        seen.put(
                                process.pid(),
                                new Seen(job.job(), job.user(), job.epoch(), process));
                if (twice != null) throw new AssertionError("stands twice: " + twice);
            }
        }
        return seen;
    }

    boolean slurm() {
        return epoch == 0;
    }
}
