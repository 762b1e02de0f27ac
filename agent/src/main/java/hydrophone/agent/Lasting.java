package hydrophone.agent;

import hydrophone.agent.collect.Origin;
import hydrophone.agent.collect.SampleCollector;
import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.config.Cadence;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.daemon.AgentCounters;
import hydrophone.agent.daemon.RunNumbers;
import hydrophone.agent.machine.BootTime;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** What a daemon keeps when its configuration is read again. For its main thread. */
final class Lasting {
    private static final Duration LONGEST_SCAN = Duration.ofSeconds(30);

    private final Origin origin;
    private final String run;
    private final OutputStream stdout;
    private final InstantSource clock;
    private final AgentCounters counters;
    private final RunNumbers numbers = new RunNumbers();
    private final long start = System.nanoTime();
    private @Nullable Sampling sampling;

    /**
     * A collector knows the process's CPU time of its last sample: it is not thrown away lightly.
     */
    private record Sampling(
            SampleCollector collector, SampleSettings settings, Path root, Cadence cadence) {}

    /**
     * @param run random id of this run
     */
    Lasting(Origin origin, String run, OutputStream stdout, InstantSource clock) {
        this.origin = origin;
        this.run = run;
        this.stdout = stdout;
        this.clock = clock;
        this.counters = new AgentCounters(clock);
    }

    Origin origin() {
        return origin;
    }

    String run() {
        return run;
    }

    OutputStream stdout() {
        return stdout;
    }

    InstantSource clock() {
        return clock;
    }

    AgentCounters counters() {
        return counters;
    }

    RunNumbers numbers() {
        return numbers;
    }

    /** {@link System#nanoTime()} at which the daemon started. */
    long start() {
        return start;
    }

    /** The one in use, if it is as this configuration wants it. */
    SampleCollector sampling(DaemonConfig config, Cadence cadence) {
        SampleSettings settings = config.sample().settings();
        Path root = config.global().procRoot();
        Sampling known = sampling;
        if (known == null
                || !known.settings().equals(settings)
                || !known.root().equals(root)
                || !known.cadence().equals(cadence)) {
            SampleCollector collector =
                    SampleCollector.forDaemon(
                            root,
                            origin,
                            settings,
                            budget(cadence),
                            BootTime.remembered(root, StateFolder.find()),
                            clock);
            known = new Sampling(collector, settings, root, cadence);
            sampling = known;
        }
        return known.collector();
    }

    /**
     * Three fifths of the cadence: the rest is for encoding, so that no sample pushes the next one
     * away.
     */
    private static Duration budget(Cadence cadence) {
        return Duration.ofMillis(Math.min(LONGEST_SCAN.toMillis(), cadence.seconds() * 600));
    }
}
