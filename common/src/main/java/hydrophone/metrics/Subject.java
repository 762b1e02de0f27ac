package hydrophone.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.util.function.Supplier;

/**
 * What tells of itself.
 *
 * @param title its name, for people
 * @param key the setting that names the address, for the line that says it cannot be used
 * @param figures those of this moment; asked from another thread than the one that works
 */
public record Subject(String title, String key, Supplier<MetricSnapshots> figures) {}
