package hydrophone.agent;

import hydrophone.agent.collect.ClusterCollector;
import hydrophone.agent.collect.JobsCollector;
import hydrophone.agent.collect.JobsSettings;
import hydrophone.agent.collect.JobsTiming;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.collect.WindowFile;
import hydrophone.agent.config.Cadence;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.daemon.Operation;
import hydrophone.agent.daemon.Operation.Streaming;
import hydrophone.agent.machine.Commands;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The part of {@link Wiring} that asks Slurm; either role may. */
final class SlurmOperations {
    private final DaemonConfig config;
    private final Origin origin;
    private final Commands commands;
    private final Optional<Jobs> jobs;

    SlurmOperations(DaemonConfig config, Origin origin, Commands commands) {
        this.config = config;
        this.origin = origin;
        this.commands = commands;
        this.jobs = config.jobs().cadence().map(c -> new Jobs(jobsCollector(c), c));
    }

    /** None where neither [jobs] nor [cluster] has a cadence. */
    List<Operation> all() {
        return Stream.of(cluster(), jobs.map(SlurmOperations::operation))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The spool has lost messages about jobs. From any thread. */
    void jobsLost() {
        jobs.ifPresent(j -> j.collector().sendAllAgain());
    }

    private record Jobs(JobsCollector collector, Cadence cadence) {}

    private static Operation operation(Jobs jobs) {
        return new Streaming(jobs.collector(), jobs.cadence(), false);
    }

    private Optional<Operation> cluster() {
        DaemonConfig.Cluster cluster = config.cluster();
        var collector = new ClusterCollector(origin, config.programs().sinfo(), commands);
        return cluster.cadence().map(c -> new Streaming(collector, c, cluster.onStartup()));
    }

    private JobsCollector jobsCollector(Cadence cadence) {
        DaemonConfig.Jobs jobs = config.jobs();
        var settings =
                new JobsSettings(
                        config.programs().sacct(),
                        config.programs().scontrol(),
                        jobs.uncompleted(),
                        jobs.states(),
                        jobs.batchSize());
        String role = config.global().role().word();
        var file = new WindowFile(StateFolder.find(), origin.cluster(), role, origin.node());
        return new JobsCollector(
                origin,
                settings,
                timing(jobs, cadence),
                file,
                commands,
                Clock.system(ZoneId.systemDefault()));
    }

    private static JobsTiming timing(DaemonConfig.Jobs jobs, Cadence cadence) {
        Duration length = Duration.ofSeconds(cadence.seconds());
        return new JobsTiming(
                length,
                jobs.window().orElse(length.multipliedBy(2)),
                jobs.maxWindow(),
                jobs.refresh(),
                jobs.deltaCoding());
    }
}
