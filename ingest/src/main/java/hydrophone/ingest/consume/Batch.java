package hydrophone.ingest.consume;

import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Position;
import hydrophone.ingest.store.Verdict;
import hydrophone.message.MessageType;

import org.apache.kafka.common.TopicPartition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Records that go into the store in one transaction, bounded by number and bytes, and by the time
 * that the first of them waits.
 */
final class Batch {
    private static final int MOST_RECORDS = 2000;
    private static final long MOST_BYTES = 32L << 20;
    private static final long LINGER_MILLIS = 300;

    /** A record, the type of its topic, and what it is: being found out perhaps. */
    record Item(MessageType type, Arrival arrival, CompletableFuture<Verdict> judged) {
        Item(MessageType type, Verdict verdict) {
            this(type, verdict.arrival(), CompletableFuture.completedFuture(verdict));
        }

        /** Waits for it if need be. */
        Verdict verdict() {
            return judged.join();
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final Map<TopicPartition, Position> positions = new LinkedHashMap<>();
    private long bytes;
    private long firstAt;

    void add(MessageType type, Verdict verdict, long nowMillis) {
        add(new Item(type, verdict), nowMillis);
    }

    void add(Item item, long nowMillis) {
        if (items.isEmpty()) firstAt = nowMillis;
        items.add(item);
        Arrival arrival = item.arrival();
        byte[] value = arrival.value();
        bytes += value == null ? 0 : value.length;
        positions.put(new TopicPartition(arrival.topic(), arrival.partition()), position(arrival));
    }

    static Position position(Arrival arrival) {
        return new Position(
                arrival.topic(),
                arrival.partition(),
                arrival.topicId(),
                arrival.offset() + 1,
                arrival.time());
    }

    boolean isFull() {
        return items.size() >= MOST_RECORDS || bytes >= MOST_BYTES;
    }

    boolean isDue(long nowMillis) {
        return !items.isEmpty() && (isFull() || nowMillis - firstAt >= LINGER_MILLIS);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    List<Item> items() {
        return items;
    }

    /** The offsets reached, by partition. */
    Map<TopicPartition, Position> positions() {
        return positions;
    }

    void clear() {
        items.clear();
        positions.clear();
        bytes = 0;
    }
}
