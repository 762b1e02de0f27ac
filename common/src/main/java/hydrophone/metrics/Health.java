package hydrophone.metrics;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * How a program that runs for months is.
 *
 * @param sinceBeat since its loop came round; beyond {@link #LONGEST} it counts as stuck
 * @param obstacles what keeps it from doing its job, one word or phrase each; none = it is ready
 */
public record Health(Supplier<Duration> sinceBeat, Supplier<List<String>> obstacles) {
    static final Duration LONGEST = Duration.ofSeconds(90);

    boolean alive() {
        return sinceBeat.get().compareTo(LONGEST) < 0;
    }
}
