package hydrophone.agent.control;

import org.apache.kafka.common.TopicPartition;

import java.util.HashMap;
import java.util.Map;

/**
 * How far a daemon has got in its control topic, and which messages there are from before its
 * start. Outlives the connection, so that a message sent while that is made anew is obeyed, once.
 */
public final class ControlPlace {
    /** As many of those before the start are read, to be counted. */
    private static final long COUNTED = 100;

    /** Where to go on, by partition; from where on a message is one to be obeyed. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private final Map<TopicPartition, Long> first = new HashMap<>();
    private boolean missing;

    /** The topic was not there after the start: all that it will hold is news. */
    synchronized void missing() {
        missing = true;
    }

    /**
     * Where to read on.
     *
     * @param begin the first offset that is there
     * @param end the one after the last
     */
    synchronized long start(TopicPartition partition, long begin, long end) {
        long seen = missing ? begin : end;
        first.putIfAbsent(partition, seen);
        return next.computeIfAbsent(partition, _ -> Math.max(begin, seen - COUNTED));
    }

    /** Whether the message read now was sent before the start. */
    synchronized boolean isFromBefore(TopicPartition partition, long offset) {
        // Only in a topic that was made anew.
        if (offset < next.getOrDefault(partition, 0L)) first.put(partition, 0L);
        next.put(partition, offset + 1);
        return offset < first.getOrDefault(partition, 0L);
    }
}
