package hydrophone.ingest.consume;

import hydrophone.ingest.store.Position;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StreamEvent;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The partitions that are being read, and from where. The store's offsets are the truth; there is
 * no group membership, so nothing is ever taken away from us.
 */
final class Assignment implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final Store store;
    private final InstantSource clock;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private Map<TopicPartition, String> assigned = Map.of();
    private boolean placed;
    private @Nullable Map<TopicPartition, Long> firstEnds;

    Assignment(Map<String, Object> settings, Store store, InstantSource clock) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
    }

    /** Whether reading goes on where it should, as far as these topics are concerned. */
    boolean covers(Map<TopicPartition, String> topics) {
        return placed && assigned.equals(topics);
    }

    /** Whether all that is being read still belongs to the topics that it was read from. */
    boolean isStillTrue(Map<TopicPartition, String> topics) {
        return placed && topics.entrySet().containsAll(assigned.entrySet());
    }

    boolean isEmpty() {
        return assigned.isEmpty();
    }

    /** What was fetched and not stored is to be read again. */
    void abandon() {
        placed = false;
    }

    /** Goes to the store's offsets in these partitions. */
    void place(Map<TopicPartition, String> topics) {
        KafkaConsumer<byte[], byte[]> reader = consumer();
        placed = false;
        reader.assign(topics.keySet());
        Map<TopicPartition, Long> begins = reader.beginningOffsets(topics.keySet(), TIMEOUT);
        Map<TopicPartition, Long> ends = reader.endOffsets(topics.keySet(), TIMEOUT);
        if (firstEnds == null) firstEnds = new LinkedHashMap<>(ends);
        Map<TopicPartition, Position> stored = stored();
        topics.forEach((tp, id) -> {
            StartPoint start =
                    StartPoint.of(
                            stored.get(tp),
                            tp.topic(),
                            tp.partition(),
                            id,
                            Objects.requireNonNull(begins.get(tp)),
                            Objects.requireNonNull(ends.get(tp)),
                            clock.instant().getEpochSecond());
            StreamEvent event = start.event();
            if (event != null) record(tp, id, start.offset(), event);
            reader.seek(tp, start.offset());
            if (!id.equals(assigned.get(tp))) {
                LOG.info(
                        "reading topic={} partition={} from offset={}",
                        tp.topic(),
                        tp.partition(),
                        start.offset());
            }
        });
        assigned = Map.copyOf(topics);
        placed = true;
    }

    ConsumerRecords<byte[], byte[]> poll(Duration time) {
        return consumer().poll(time);
    }

    String topicId(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(
                assigned.get(new TopicPartition(record.topic(), record.partition())));
    }

    /** Tells the group's offsets to the broker, for tools that show lag; it may fail. */
    void tell(Map<TopicPartition, Position> positions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach(
                (tp, position) -> offsets.put(tp, new OffsetAndMetadata(position.next())));
        consumer()
                .commitAsync(
                        offsets,
                        (_, failure) -> {
                            if (failure != null)
                                LOG.debug("offsets for lag tools: {}", failure.toString());
                        });
    }

    /** Whether all is read that stood in the topics when they were first looked at. */
    boolean hasReachedFirstEnds() {
        if (!placed || firstEnds == null) return false;
        for (Map.Entry<TopicPartition, Long> end : firstEnds.entrySet()) {
            TopicPartition tp = end.getKey();
            if (assigned.containsKey(tp) && consumer().position(tp) < end.getValue()) return false;
        }
        return true;
    }

    /** Records that the broker holds and we have not fetched, as far as it has told. */
    long lag() {
        long lag = 0;
        if (consumer == null || !placed) return lag;
        for (TopicPartition tp : assigned.keySet()) lag += consumer.currentLag(tp).orElse(0);
        return lag;
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        // Made late: a name that does not resolve yet makes the constructor fail.
        if (consumer == null) {
            consumer =
                    new KafkaConsumer<>(
                            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        return consumer;
    }

    private Map<TopicPartition, Position> stored() {
        Map<TopicPartition, Position> stored = new HashMap<>();
        for (Position p : store.positions())
            stored.put(new TopicPartition(p.topic(), p.partition()), p);
        return stored;
    }

    private void record(TopicPartition tp, String id, long offset, StreamEvent event) {
        LOG.warn(
                "topic={} partition={} {}: {}",
                tp.topic(),
                tp.partition(),
                event.kind().word(),
                event.detail());
        Position position = new Position(tp.topic(), tp.partition(), id, offset, 0);
        store.inTransaction(transaction -> {
            transaction.reset(position, event);
            return offset;
        });
    }
}
