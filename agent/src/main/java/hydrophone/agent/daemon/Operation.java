package hydrophone.agent.daemon;

import hydrophone.agent.collect.Collector;
import hydrophone.agent.config.Cadence;

import java.util.Objects;

/**
 * One kind of observation and when it is made.
 *
 * @param onStartup once at the start, too
 */
public record Operation(Collector collector, Cadence cadence, boolean onStartup) {
    public Operation {
        Objects.requireNonNull(collector, "collector");
        Objects.requireNonNull(cadence, "cadence");
    }
}
