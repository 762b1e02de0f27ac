package hydrophone.ingest.metrics;

import hydrophone.ingest.consume.Progress;
import hydrophone.metrics.Health;
import hydrophone.metrics.Listen;
import hydrophone.metrics.MetricsServer;
import hydrophone.metrics.Subject;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The figures and health of all clusters of one ingest, on an address. */
public final class IngestMetrics {
    private IngestMetrics() {}

    /**
     * A cluster's ingest.
     *
     * @param database its store's file
     */
    public record Watched(Progress progress, Path database) {}

    /** Empty, after a line that says why, where it cannot listen: ingest goes on without. */
    public static Optional<MetricsServer> serve(
            Listen at, List<Watched> clusters, String version, Instant start) {
        List<Watched> all = List.copyOf(clusters);
        Subject subject =
                new Subject(
                        "Hydrophone ingest", "--listen", () -> Exposition.of(all, version, start));
        return MetricsServer.start(at, subject, health(all));
    }

    static Health health(List<Watched> clusters) {
        return new Health(
                () ->
                        clusters.stream()
                                .map(watched -> watched.progress().sinceBeat())
                                .max(Duration::compareTo)
                                .orElse(Duration.ZERO),
                () ->
                        clusters.stream()
                                .flatMap(watched -> watched.progress().obstacles().stream())
                                .toList());
    }
}
