package hydrophone.agent.daemon;

import hydrophone.agent.collect.Collector;
import hydrophone.agent.config.Cadence;

import java.util.Objects;

/**
 * One kind of observation and when it is made.
 *
 * @param onStartup once at the start, too
 * @param aside on a thread of its own, as it may wait for programs; a point that comes while the
 *     one before is still being observed is skipped
 */
public record Operation(Collector collector, Cadence cadence, boolean onStartup, boolean aside) {
    public Operation {
        Objects.requireNonNull(collector, "collector");
        Objects.requireNonNull(cadence, "cadence");
    }
}
