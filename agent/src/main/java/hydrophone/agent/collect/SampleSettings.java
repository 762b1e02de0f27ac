package hydrophone.agent.collect;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Which processes a sample shows. Inclusion: if any of the three minima is given, a process must
 * reach at least one. Exclusions all apply, after that.
 *
 * @param excludeSystemJobs leave out users below 1000 that are not in a container
 * @param load also observe the node's own figures ({@code system})
 * @param rollup merge equal leaves of a Slurm job
 * @param excludeUsers exact names
 * @param excludeCommands prefixes of command names
 * @param minCpuTime seconds
 * @param minCpuPercent against cpu_avg (one-shot only)
 * @param minMemPercent of MemTotal (one-shot only)
 */
public record SampleSettings(
        boolean excludeSystemJobs,
        boolean load,
        boolean rollup,
        List<String> excludeUsers,
        List<String> excludeCommands,
        OptionalLong minCpuTime,
        OptionalDouble minCpuPercent,
        OptionalDouble minMemPercent) {
    public SampleSettings {
        excludeUsers = List.copyOf(excludeUsers);
        excludeCommands = List.copyOf(excludeCommands);
    }

    /** None of the minima is given: every process is included. */
    boolean noMinimum() {
        return minCpuTime.isEmpty() && minCpuPercent.isEmpty() && minMemPercent.isEmpty();
    }

    /** No filter, no load: the one-shot's defaults. */
    public static SampleSettings everything() {
        return new SampleSettings(
                false,
                false,
                false,
                List.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }
}
