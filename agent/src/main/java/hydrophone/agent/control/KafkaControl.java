package hydrophone.agent.control;

import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaTrouble;
import hydrophone.kafka.KafkaTrouble.Right;
import hydrophone.kafka.Trouble;
import hydrophone.kafka.Vocabulary;
import hydrophone.topic.ControlMessage;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Control messages from a Kafka topic: every daemon of a cluster and role reads all of them, and
 * obeys those that are for its node, that were sent while it listened, and that are at most five
 * minutes old. It belongs to no consumer group and commits nothing.
 *
 * <p>What was in the topic when it was first seen is from before the start: never obeyed, so that
 * an old {@code exit} cannot end each daemon that is started again. A topic that is not there is
 * looked for every minute, and then read from its first record; a broker that is away, every ten
 * seconds. After trouble with the connection it goes on where it stopped.
 *
 * <p>The price: a thread, {@code control}, and a connection on which the broker is asked every 20
 * seconds when nothing comes.
 */
public final class KafkaControl implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaControl.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMinutes(1);

    /** A broker that lets nobody read says so at once. */
    private static final Duration REFUSED = Duration.ofSeconds(2);

    private final KafkaSettings settings;
    private final String topic;
    private final String clientId;
    private final KafkaTrouble trouble;
    private final ControlRecords records;
    private final InstantSource clock;
    private final Listener listener;
    private final Thread thread = Thread.ofPlatform().daemon().name("control").unstarted(this::run);
    private final CountDownLatch closed = new CountDownLatch(1);

    private final ControlPlace place;
    private String said = "";
    private volatile @Nullable Consumer<byte[], byte[]> open;

    /** Who is told, on the thread {@code control}. */
    public interface Listener {
        /** One to be obeyed, unknown ones included. */
        void obey(ControlMessage message);

        /** One that is not. */
        void ignored(Kind why);
    }

    /**
     * @param node whose messages are ours, besides those for all
     * @param place where another one that was closed got to in this topic, or a new one
     */
    public KafkaControl(
            KafkaSettings settings,
            String topic,
            String clientId,
            String node,
            ControlPlace place,
            InstantSource clock,
            Listener listener) {
        this.settings = settings;
        this.topic = topic;
        this.clientId = clientId;
        this.trouble = new KafkaTrouble(settings, Vocabulary.AGENT, Right.READ);
        this.records = new ControlRecords(node);
        this.place = place;
        this.clock = clock;
        this.listener = listener;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do listen();
            while (!closed.await(AGAIN.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            // Told to end while it looked for a topic.
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is closed or something is wrong. */
    private void listen() {
        if (!settings.encrypted() && trouble.silence().isPresent()) return;
        try {
            Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(
                            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            open = consumer;
            try {
                if (find(consumer)) follow(consumer);
            } finally {
                open = null;
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        } catch (WakeupException | InterruptException e) {
            log.debug("Control: ended");
        } catch (KafkaException e) {
            trouble(e);
        } catch (OutOfMemoryError e) {
            // A port that began to speak TLS: its alert is taken for a length of 352 MB.
            log.debug("Control: {}", e.toString());
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> all = settings.client(clientId);
        all.put("allow.auto.create.topics", "false");
        all.put("enable.auto.commit", "false");
        // Where to read is said below; this is for a topic that was made anew, or cut meanwhile.
        all.put("auto.offset.reset", "earliest");
        all.put("fetch.max.wait.ms", "20000");
        all.put("fetch.max.bytes", "262144");
        all.put("max.partition.fetch.bytes", "65536");
        all.put("max.poll.records", "100");
        all.put("default.api.timeout.ms", "10000");
        all.put("reconnect.backoff.max.ms", "10000");
        // As in the sink: nobody looks, and their classes are megabytes.
        all.put("metric.reporters", "");
        all.put("enable.metrics.push", "false");
        all.putAll(settings.overrides());
        return all;
    }

    /** A broker that is away is waited for; false when there is no such topic. */
    private boolean find(Consumer<byte[], byte[]> consumer) {
        while (closed.getCount() > 0) {
            try {
                return assign(consumer);
            } catch (TimeoutException e) {
                log.debug("Control: {}", e.toString());
            }
        }
        return false;
    }

    private boolean assign(Consumer<byte[], byte[]> consumer) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            place.missing();
            say("topic " + topic + " does not exist; it is looked for every minute");
            return false;
        }
        List<TopicPartition> partitions =
                found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            consumer.seek(partition, place.start(partition, begin, end));
        }
        return true;
    }

    /** Says that it listens once the broker had the time to refuse it. */
    private void follow(Consumer<byte[], byte[]> consumer) {
        take(consumer.poll(REFUSED));
        say("listening to topic " + topic);
        while (closed.getCount() > 0) take(consumer.poll(POLL));
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(topic, record.partition());
            take(record, place.isFromBefore(partition, record.offset()));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, boolean before) {
        long age = clock.millis() - record.timestamp();
        if (before || (record.timestamp() >= 0 && age > STALE.toMillis())) {
            ignore(record, Kind.CONTROL_STALE, before ? "is from before the start" : "is too old");
        } else if (!records.isForUs(record)) {
            ignore(record, Kind.CONTROL_ELSEWHERE, "is for another node");
        } else {
            listener.obey(records.message(record));
        }
    }

    private void ignore(ConsumerRecord<byte[], byte[]> record, Kind why, String words) {
        listener.ignored(why);
        log.debug("Control: the message at {} offset {} {}", topic, record.offset(), words);
    }

    /**
     * Certificates and logins are the sink's to complain of, which comes to the same broker; not
     * being allowed to read this topic is known only here.
     */
    private void trouble(KafkaException failure) {
        if (failure instanceof AuthorizationException) {
            say(
                    trouble.of(failure)
                                    .map(Trouble::text)
                                    .orElse(String.valueOf(failure.getMessage()))
                            + " (or [control] enabled = false)");
        } else {
            log.debug("Control: {}", failure.toString());
        }
    }

    /** Once, until something else is to say. */
    private void say(String text) {
        if (text.equals(said)) return;
        said = text;
        log.info("Control: {}", text);
    }

    /** Ends it within a second, whatever it waits for. */
    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
