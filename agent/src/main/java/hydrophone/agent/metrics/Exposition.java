package hydrophone.agent.metrics;

import hydrophone.agent.daemon.Durations;
import hydrophone.agent.daemon.Durations.Times;
import hydrophone.agent.daemon.Reloads;
import hydrophone.agent.daemon.Tally;
import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.message.MessageType;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures as Prometheus has them, of one moment. Every name, meaning and label stands here, and
 * in docs/metrics.md; labels have few values: a type of message, a stage, a reason.
 */
final class Exposition {
    private static final String PREFIX = "hydrophone_agent_";
    private static final List<Double> BOUNDS = bounds();

    private final Sources sources;
    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    private Exposition(Sources sources) {
        this.sources = sources;
    }

    static MetricSnapshots of(Sources sources) {
        Exposition exposition = new Exposition(sources);
        exposition.process();
        exposition.collectors();
        exposition.messages();
        exposition.control();
        exposition.lastSuccess();
        sources.spool().get().ifPresent(exposition::spool);
        return exposition.all.build();
    }

    private void process() {
        all.metricSnapshot(
                InfoSnapshot.builder()
                        .name(PREFIX + "build")
                        .help("Always 1; the version that runs.")
                        .dataPoint(
                                InfoDataPointSnapshot.builder()
                                        .labels(Labels.of("version", sources.version()))
                                        .build())
                        .build());
        gauge("start_time_seconds", "When this process started, as Unix time.", sources.start());
        Reloads.State reload = sources.reloads().state();
        gauge(
                "config_reload_success",
                "Whether the latest attempt to read the configuration has succeeded: 1 or 0.",
                reload.successful() ? 1 : 0);
        gauge(
                "config_success_timestamp_seconds",
                "When the configuration in use was read, as Unix time.",
                reload.since());
    }

    private void collectors() {
        all.metricSnapshot(
                CounterSnapshot.builder()
                        .name(PREFIX + "samples")
                        .help("Samples of this node's processes that were taken.")
                        .dataPoint(
                                counted(
                                        sources.tally().of(Kind.OBSERVED, MessageType.SAMPLE),
                                        Labels.EMPTY))
                        .build());
        byType("collector_failures", "Observations that failed, or a part of them.", Kind.FAILED);
        byType("skipped_points", "Points of a cadence that passed unused.", Kind.SKIPPED);
        durations();
        longest(
                "collect_duration_last_seconds",
                "How long the latest observation took.",
                Times::last);
        longest(
                "collect_duration_max_seconds",
                "How long the longest observation since the start took.",
                Times::longest);
    }

    private void messages() {
        byType("messages_produced", "Messages made, those of errors included.", Kind.PRODUCED);
        byType(
                "messages_accepted",
                "Messages that the spool has taken: synced, not to be lost.",
                Kind.ACCEPTED);
        byType("messages_sent", "Messages that were acknowledged.", Kind.SENT);
        byType("messages_dropped", "Messages lost since there was no room for them.", Kind.DROPPED);
        byType("messages_refused", "Messages that the other side will never take.", Kind.REFUSED);
        byType(
                "messages_damaged",
                "Messages in the spool that could not be read back.",
                Kind.DAMAGED);
        all.metricSnapshot(
                CounterSnapshot.builder()
                        .name(PREFIX + "sink_errors")
                        .help("Attempts to send that failed; what they held is tried again.")
                        .dataPoint(counted(sources.tally().total(Kind.SINK_ERROR), Labels.EMPTY))
                        .build());
    }

    private void control() {
        CounterSnapshot.Builder ignored =
                CounterSnapshot.builder()
                        .name(PREFIX + "control_ignored")
                        .help("Control messages that were not obeyed.");
        for (Kind kind :
                List.of(Kind.CONTROL_UNKNOWN, Kind.CONTROL_STALE, Kind.CONTROL_ELSEWHERE)) {
            ignored.dataPoint(
                    counted(sources.tally().total(kind), Labels.of("reason", reason(kind))));
        }
        all.metricSnapshot(ignored.build());
    }

    private static String reason(Kind kind) {
        return switch (kind) {
            case CONTROL_UNKNOWN -> "unknown";
            case CONTROL_STALE -> "stale";
            default -> "elsewhere";
        };
    }

    /** A stage that has had no success yet is not there: 0 would be 1970. */
    private void lastSuccess() {
        GaugeSnapshot.Builder last =
                GaugeSnapshot.builder()
                        .name(PREFIX + "last_success_timestamp_seconds")
                        .help(
                                "When a stage (collect, accept, send) last did its work, as Unix"
                                        + " time.");
        stage(last, "collect", Kind.OBSERVED);
        stage(last, "accept", Kind.ACCEPTED);
        stage(last, "send", Kind.SENT);
        all.metricSnapshot(last.build());
    }

    private void stage(GaugeSnapshot.Builder last, String stage, Kind kind) {
        sources.tally()
                .last(kind)
                .ifPresent(
                        time -> last.dataPoint(valued(seconds(time), Labels.of("stage", stage))));
    }

    private void spool(Sources.Spool spool) {
        gauge("spool_bytes", "What the spool takes on the disk.", spool.bytes());
        gauge(
                "spool_cap_bytes",
                "What the spool may take on the disk; beyond that the oldest goes.",
                spool.cap());
        gauge("spool_records", "Messages that wait in the spool.", spool.records());
        gauge(
                "spool_oldest_age_seconds",
                "How long the oldest message in the spool has been waiting.",
                spool.oldest().toMillis() / 1e3);
        gauge(
                "spool_quarantine_bytes",
                "What lies aside in the spool, as it was damaged or refused for ever.",
                spool.quarantine());
    }

    private void gauge(String name, String help, double value) {
        all.metricSnapshot(
                GaugeSnapshot.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .dataPoint(valued(value, Labels.EMPTY))
                        .build());
    }

    /** Exact up to 2^53, as every figure of Prometheus. */
    private void gauge(String name, String help, long value) {
        gauge(name, help, (double) value);
    }

    private void gauge(String name, String help, Instant time) {
        gauge(name, help, seconds(time));
    }

    private void byType(String name, String help, Kind kind) {
        Tally tally = sources.tally();
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
        for (MessageType type : MessageType.values()) {
            counter.dataPoint(counted(tally.of(kind, type), Labels.of("type", type.word())));
        }
        long untyped = tally.untyped(kind);
        if (untyped > 0) counter.dataPoint(counted(untyped, Labels.of("type", "unknown")));
        all.metricSnapshot(counter.build());
    }

    private void durations() {
        HistogramSnapshot.Builder histogram =
                HistogramSnapshot.builder()
                        .name(PREFIX + "collect_duration_seconds")
                        .help("How long observations took, failed ones included.");
        for (MessageType type : observed()) {
            Times times = sources.durations().of(type);
            histogram.dataPoint(
                    HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(
                                    ClassicHistogramBuckets.of(BOUNDS, times.counts()))
                            .sum(times.sum())
                            .labels(Labels.of("type", type.word()))
                            .build());
        }
        all.metricSnapshot(histogram.build());
    }

    private void longest(String name, String help, ToDoubleFunction<Times> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(PREFIX + name).help(help);
        for (MessageType type : observed()) {
            Times times = sources.durations().of(type);
            gauge.dataPoint(valued(value.applyAsDouble(times), Labels.of("type", type.word())));
        }
        all.metricSnapshot(gauge.build());
    }

    /** A node has no jobs to observe, and most have no Slurm. */
    private List<MessageType> observed() {
        List<MessageType> types = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            if (sources.durations().of(type).count() > 0) types.add(type);
        }
        return types;
    }

    private static List<Double> bounds() {
        List<Double> bounds = new ArrayList<>(Durations.BOUNDS);
        bounds.add(Double.POSITIVE_INFINITY);
        return List.copyOf(bounds);
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
