package hydrophone.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.time.Duration;
import java.util.List;

/** Two figures, and a health that a test sets. */
final class Telling {
    Duration sinceBeat = Duration.ZERO;
    List<String> obstacles = List.of();

    Subject subject() {
        return new Subject("A test", "metrics.listen", Telling::two);
    }

    Health health() {
        return new Health(() -> sinceBeat, () -> obstacles);
    }

    private static MetricSnapshots two() {
        GaugeDataPointSnapshot three = GaugeDataPointSnapshot.builder().value(3.0).build();
        CounterDataPointSnapshot four = CounterDataPointSnapshot.builder().value(4.0).build();
        return MetricSnapshots.of(
                GaugeSnapshot.builder().name("test_waiting").dataPoint(three).build(),
                CounterSnapshot.builder().name("test_done").dataPoint(four).build());
    }
}
