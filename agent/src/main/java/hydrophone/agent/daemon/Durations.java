package hydrophone.agent.daemon;

import hydrophone.message.MessageType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How long collectors take, those that fail included. Thread-safe; half a kilobyte for each type
 * that is observed.
 */
public final class Durations {
    /** Upper bounds of the classes into which they are sorted, in seconds; a last has none. */
    public static final List<Double> BOUNDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);

    private final Map<MessageType, Times> times = new EnumMap<>(MessageType.class);

    /**
     * What was seen of one type, in seconds.
     *
     * @param counts how many in each class, one more than there are {@link #BOUNDS}
     * @param sum of all
     * @param last the latest
     * @param longest the longest of this run
     */
    public record Times(List<Long> counts, double sum, double last, double longest) {
        private static final Times NONE =
                new Times(Collections.nCopies(BOUNDS.size() + 1, 0L), 0, 0, 0);

        public Times {
            counts = List.copyOf(counts);
        }

        private Times and(double seconds) {
            int place = 0;
            while (place < BOUNDS.size() && seconds > BOUNDS.get(place)) place++;
            List<Long> more = new ArrayList<>(counts);
            more.set(place, more.get(place) + 1);
            return new Times(more, sum + seconds, seconds, Math.max(longest, seconds));
        }

        /** How many there were. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    public synchronized void add(MessageType type, Duration took) {
        times.put(type, of(type).and(took.toNanos() / 1e9));
    }

    public synchronized Times of(MessageType type) {
        return times.getOrDefault(type, Times.NONE);
    }
}
