package hydrophone.agent;

import hydrophone.agent.collect.ClusterCollector;
import hydrophone.agent.machine.SystemCommands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.InstantSource;
import java.util.concurrent.Callable;

/** {@code agent cluster}: Slurm's partitions and node states, once. */
@Command(name = "cluster", description = "Prints Slurm's partitions and node states.")
final class ClusterCommand implements Callable<Integer> {
    @Mixin OnceOptions options = new OnceOptions();

    @Option(
            names = "--sinfo-command",
            paramLabel = "PROGRAM",
            description = "run this as sinfo; \"\": there is no Slurm")
    String sinfo = "sinfo";

    @Override
    public Integer call() {
        return Once.run(
                options,
                new ClusterCollector(options.origin(), sinfo, new SystemCommands()),
                InstantSource.system());
    }
}
