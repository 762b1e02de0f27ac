package hydrophone.agent.metrics;

import hydrophone.metrics.Health;
import hydrophone.metrics.Listen;
import hydrophone.metrics.MetricsServer;
import hydrophone.metrics.Subject;

import java.util.Optional;

/** The agent's figures and health on an address. */
public final class AgentMetrics {
    private AgentMetrics() {}

    /** Empty, after a line that says why, where it cannot listen: the daemon goes on without. */
    public static Optional<MetricsServer> serve(Listen at, Sources sources, Health health) {
        return MetricsServer.start(at, subject(sources), health);
    }

    static Subject subject(Sources sources) {
        return new Subject("Hydrophone agent", "metrics.listen", () -> Exposition.of(sources));
    }
}
