package hydrophone.ingest.metrics;

import hydrophone.ingest.consume.Progress;
import hydrophone.ingest.metrics.IngestMetrics.Watched;
import hydrophone.message.MessageType;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The figures of one moment. Every name, meaning and label stands here, and in
 * docs/ingest-metrics.md; each has the label {@code cluster}, and those of a node its name.
 */
final class Exposition {
    private static final String PREFIX = "hydrophone_ingest_";

    private final List<Watched> clusters;
    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    private Exposition(List<Watched> clusters) {
        this.clusters = clusters;
    }

    static MetricSnapshots of(List<Watched> clusters, String version, Instant start) {
        Exposition exposition = new Exposition(clusters);
        exposition.process(version, start);
        exposition.messages();
        exposition.state();
        exposition.files();
        exposition.nodes();
        return exposition.all.build();
    }

    private void process(String version, Instant start) {
        all.metricSnapshot(
                InfoSnapshot.builder()
                        .name(PREFIX + "build")
                        .help("Always 1; the version that runs.")
                        .dataPoint(
                                InfoDataPointSnapshot.builder()
                                        .labels(Labels.of("version", version))
                                        .build())
                        .build());
        all.metricSnapshot(
                gauge("start_time_seconds", "When this process started, as Unix time.")
                        .dataPoint(valued(seconds(start), Labels.EMPTY))
                        .build());
    }

    private void messages() {
        CounterSnapshot.Builder stored =
                CounterSnapshot.builder()
                        .name(PREFIX + "messages_stored")
                        .help("Messages that were new and are committed to the store.");
        for (Watched watched : clusters) {
            for (MessageType type : MessageType.values()) {
                Progress progress = watched.progress();
                Labels labels = Labels.of("cluster", progress.cluster(), "type", type.word());
                stored.dataPoint(counted(progress.stored(type), labels));
            }
        }
        all.metricSnapshot(stored.build());
        counter(
                "messages_repeated",
                "Messages that were in the store already; they changed nothing.",
                Progress::repeated);
        counter(
                "dead_letters",
                "Records kept as dead letters: query status and v_dead_letter say why.",
                Progress::deadLetters);
        counter(
                "messages_odd",
                "Messages that were stored although something in them was bent to fit.",
                Progress::odd);
        counter("received_bytes", "Values of all records that were dealt with.", Progress::bytes);
    }

    private void state() {
        GaugeSnapshot.Builder ready =
                gauge("ready", "Whether nothing keeps records from being stored: 1 or 0.");
        GaugeSnapshot.Builder lag =
                gauge("lag_records", "Records that the broker holds and that are not read yet.");
        GaugeSnapshot.Builder last =
                gauge(
                        "last_commit_timestamp_seconds",
                        "When something was last committed to the store, as Unix time.");
        for (Watched watched : clusters) {
            Progress progress = watched.progress();
            Labels labels = Labels.of("cluster", progress.cluster());
            ready.dataPoint(valued(progress.obstacles().isEmpty() ? 1 : 0, labels));
            progress.lag().ifPresent(records -> lag.dataPoint(valued((double) records, labels)));
            progress.committed().ifPresent(at -> last.dataPoint(valued(seconds(at), labels)));
        }
        all.metricSnapshot(ready.build());
        all.metricSnapshot(lag.build());
        all.metricSnapshot(last.build());
    }

    private void files() {
        bytes("store_bytes", "What store.db takes on the disk.", "");
        bytes(
                "wal_bytes",
                "What store.db-wal takes on the disk; it grows while a reader stays in one query.",
                "-wal");
    }

    private void bytes(String name, String help, String suffix) {
        GaugeSnapshot.Builder gauge = gauge(name, help);
        for (Watched watched : clusters) {
            Labels labels = Labels.of("cluster", watched.progress().cluster());
            Path file =
                    watched.database().resolveSibling(watched.database().getFileName() + suffix);
            gauge.dataPoint(valued((double) size(file), labels));
        }
        all.metricSnapshot(gauge.build());
    }

    private void nodes() {
        GaugeSnapshot.Builder gauge =
                gauge(
                        "node_last_sample_timestamp_seconds",
                        "Time of the newest sample of a node in the store, as Unix time.");
        for (Watched watched : clusters) {
            Progress progress = watched.progress();
            progress.nodes()
                    .forEach((node, time) ->
                            gauge.dataPoint(
                                    valued(
                                            (double) time,
                                            Labels.of(
                                                    "cluster", progress.cluster(), "node", node))));
        }
        all.metricSnapshot(gauge.build());
    }

    private void counter(String name, String help, ToLongFunction<Progress> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
        for (Watched watched : clusters) {
            Labels labels = Labels.of("cluster", watched.progress().cluster());
            counter.dataPoint(counted(value.applyAsLong(watched.progress()), labels));
        }
        all.metricSnapshot(counter.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(PREFIX + name).help(help);
    }

    /** 0 for a file that is not there. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static CounterDataPointSnapshot counted(long value, Labels labels) {
        return CounterDataPointSnapshot.builder().value((double) value).labels(labels).build();
    }

    private static GaugeDataPointSnapshot valued(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }
}
