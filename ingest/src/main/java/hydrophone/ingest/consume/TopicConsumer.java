package hydrophone.ingest.consume;

import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreException;
import hydrophone.kafka.KafkaSettings;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Reads all topics of a cluster into its store, on the thread that calls {@link #run}, and a second
 * one that reads the JSON.
 *
 * <p>Records are gathered into a batch, at most 2,000 of them or 32 MiB or what comes in 0.3 s, and
 * stored in one transaction with their offsets; the offsets of the group {@code ingest-<cluster>}
 * follow, for tools that show lag. Before each commit the broker is asked whether the topics are
 * still those that the records were read from: Kafka's records do not say so, and a topic made anew
 * would otherwise be read on in the middle. When the broker or the disk fails, what is not stored
 * is forgotten and read again later: at the price of reading twice nothing is lost.
 */
public final class TopicConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(TopicConsumer.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration PROGRESS = Duration.ofMinutes(1);
    private static final Duration PATIENCE_ONCE = Duration.ofSeconds(15);

    /**
     * What to read.
     *
     * @param once stop where the topics ended at the start; fail when the broker or the store
     *     cannot be used for 15 s
     */
    public record Settings(KafkaSettings kafka, ClusterTopics topics, boolean once) {
        public Settings {
            Objects.requireNonNull(kafka, "kafka");
            Objects.requireNonNull(topics, "topics");
        }
    }

    private final Settings settings;
    private final Stop stop;
    private final InstantSource clock;
    private final Judging judging;
    private final Map<String, MessageType> types;
    private final TopicWatch watch;
    private final Assignment assignment;
    private final Progress progress;
    private final BatchWriter writer;
    private final WalWatch wal;
    private final Batch batch = new Batch();
    private final Outage brokerOutage;
    private final Outage storeOutage;
    private long lookedAt;
    private long toldAt;
    private boolean looked;

    /**
     * @param progress told how it goes
     */
    public TopicConsumer(
            Settings settings, Store store, Progress progress, Stop stop, InstantSource clock) {
        this.settings = settings;
        this.progress = progress;
        this.stop = stop;
        this.clock = clock;
        this.judging = new Judging(new Inbox(settings.topics().cluster()), name(settings));
        this.types = settings.topics().data();
        this.watch = new TopicWatch(settings.kafka(), name(settings) + "-watch", types.keySet());
        this.assignment = new Assignment(clientSettings(settings), store, clock);
        this.writer = new BatchWriter(store, progress);
        this.wal = new WalWatch(store.file());
        this.brokerOutage = new Outage(LOG, clock);
        this.storeOutage = new Outage(LOG, clock);
        this.toldAt = clock.millis();
    }

    /**
     * Returns when {@link Stop} is requested, or with {@code once} when all is read.
     *
     * @throws BrokerException refused; with {@code once} also: not reachable
     * @throws StoreException the store is damaged; with {@code once} also: not writable
     */
    public void run() {
        try (watch;
                judging;
                assignment) {
            while (!stop.isRequested() && !step()) tellProgress();
            if (!batch.isEmpty()) attempt(this::flush);
        }
        LOG.info("cluster={} stopped: {}", progress.cluster(), progress.counters());
    }

    /** True = all is read that was asked for. */
    private boolean step() {
        boolean[] done = {false};
        progress.beat();
        attempt(() -> {
            look();
            read();
            brokerOutage.over("broker=" + settings.kafka().broker() + " answers");
            progress.obstacle("start", "");
            progress.obstacle("broker", "");
            progress.lag(assignment.lag());
            done[0] = settings.once() && assignment.hasReachedFirstEnds();
            if (batch.isDue(clock.millis()) || (done[0] && !batch.isEmpty())) {
                done[0] &= flush();
            }
        });
        return done[0];
    }

    /** Whatever may pass is waited for; the batch is read again. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (OffsetOutOfRangeException e) {
            abandon(); // placing it again finds out what happened
        } catch (KafkaException e) {
            onBroker(watch.trouble(e));
        } catch (BrokerException e) {
            onBroker(e);
        } catch (StoreException e) {
            onStore(e);
        }
    }

    private void onBroker(BrokerException e) {
        abandon();
        if (e.exitCode() != 69 || stop.isRequested()) throw e;
        String broker = settings.kafka().broker();
        progress.obstacle("broker", "the broker does not answer");
        brokerOutage.on(
                String.format(
                        Locale.ROOT,
                        "broker=%s does not answer, waiting: %s",
                        broker,
                        e.getMessage()));
        if (settings.once() && brokerOutage.exceeds(PATIENCE_ONCE)) {
            String line =
                    "broker " + broker + " does not answer: start it or name another with --broker";
            throw new BrokerException(69, line + " (" + e.getMessage() + ")", e);
        }
        stop.await(Duration.ofSeconds(1));
    }

    private void onStore(StoreException e) {
        abandon();
        if (e.kind() != StoreException.Kind.UNAVAILABLE || stop.isRequested()) throw e;
        progress.obstacle("store", "the store cannot be written: " + e.getMessage());
        storeOutage.on(
                "the store cannot be written, nothing is lost, trying again every 10 s: "
                        + e.getMessage());
        if (settings.once() && storeOutage.exceeds(PATIENCE_ONCE)) throw e;
        stop.await(Duration.ofSeconds(10));
    }

    private void abandon() {
        batch.clear();
        assignment.abandon();
        looked = false;
    }

    /** Looks for topics every 10 s, and at once when we have lost our place. */
    private void look() {
        if (looked && clock.millis() - lookedAt < LOOK.toMillis()) return;
        Map<TopicPartition, String> topics = topics();
        if (assignment.covers(topics)) return;
        abandon();
        assignment.place(topics);
        looked = true;
        sayMissing(topics);
    }

    private Map<TopicPartition, String> topics() {
        Map<TopicPartition, String> topics = watch.look();
        lookedAt = clock.millis();
        looked = true;
        return topics;
    }

    private void sayMissing(Map<TopicPartition, String> topics) {
        Map<String, MessageType> missing = new LinkedHashMap<>(types);
        topics.keySet().forEach(tp -> missing.remove(tp.topic()));
        if (missing.isEmpty()) return;
        String rest = settings.once() ? "nothing to read there" : "looking every 10 s";
        LOG.info("no such topic yet: {}; {}", String.join(", ", missing.keySet()), rest);
    }

    private void read() {
        if (assignment.isEmpty()) {
            if (!settings.once()) stop.await(Duration.ofSeconds(1));
            return;
        }
        Duration time = Duration.ofMillis(batch.isEmpty() ? 500 : 50);
        for (ConsumerRecord<byte[], byte[]> record : assignment.poll(time)) {
            MessageType type = Objects.requireNonNull(types.get(record.topic()));
            batch.add(judging.item(type, arrival(record)), clock.millis());
        }
    }

    private Arrival arrival(ConsumerRecord<byte[], byte[]> record) {
        return new Arrival(
                record.topic(),
                record.partition(),
                assignment.topicId(record),
                record.offset(),
                Math.floorDiv(record.timestamp(), 1000L),
                record.key(),
                record.value());
    }

    /** False = the topics are no longer those that were read; nothing was stored. */
    private boolean flush() {
        Map<TopicPartition, String> topics = topics();
        if (!assignment.isStillTrue(topics)) {
            abandon();
            return false;
        }
        writer.write(batch);
        storeOutage.over("the store is written again");
        progress.obstacle("store", "");
        progress.committed(clock.instant());
        assignment.tell(batch.positions());
        batch.clear();
        if (!assignment.covers(topics)) looked = false;
        return true;
    }

    private void tellProgress() {
        if (clock.millis() - toldAt < PROGRESS.toMillis()) return;
        toldAt = clock.millis();
        LOG.info("cluster={} {} lag={}", progress.cluster(), progress.counters(), assignment.lag());
        wal.trouble().ifPresent(LOG::warn);
    }

    private static String name(Settings settings) {
        return "ingest-" + settings.topics().cluster();
    }

    private static Map<String, Object> clientSettings(Settings settings) {
        String name = name(settings);
        Map<String, Object> client = settings.kafka().client(name);
        client.putIfAbsent("group.id", name);
        client.put("enable.auto.commit", false);
        client.put("auto.offset.reset", "none");
        client.put("allow.auto.create.topics", false);
        // Memory: what is fetched ahead, and what one poll may unpack, are bounded.
        client.putIfAbsent("fetch.max.bytes", 32 << 20);
        client.putIfAbsent("max.partition.fetch.bytes", 16 << 20);
        client.putIfAbsent("max.poll.records", 100);
        client.putIfAbsent("default.api.timeout.ms", 10_000);
        return client;
    }
}
