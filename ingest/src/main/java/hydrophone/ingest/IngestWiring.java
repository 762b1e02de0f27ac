package hydrophone.ingest;

import hydrophone.ingest.consume.Stop;
import hydrophone.ingest.consume.TopicConsumer;
import hydrophone.ingest.store.Store;
import hydrophone.kafka.KafkaSettings;
import hydrophone.topic.ClusterTopics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Puts ingest together, and ends it in order when the process is told to. */
final class IngestWiring {
    private static final Logger LOG = LoggerFactory.getLogger(IngestWiring.class);

    /** The process ends by then even if the disk hangs: the next start goes on exactly. */
    private static final long MOST_SECONDS_TO_STOP = 10;

    private final Path dataDir;
    private final KafkaSettings kafka;
    private final ClusterTopics topics;
    private final boolean once;
    private final InstantSource clock;
    private final Stop stop = new Stop();
    private final CountDownLatch ended = new CountDownLatch(1);

    IngestWiring(
            Path dataDir,
            KafkaSettings kafka,
            ClusterTopics topics,
            boolean once,
            InstantSource clock) {
        this.dataDir = dataDir;
        this.kafka = kafka;
        this.topics = topics;
        this.once = once;
        this.clock = clock;
    }

    void run() {
        Thread hook = new Thread(this::stopInOrder, "stop");
        try (Store store = Store.open(dataDir, topics.cluster(), clock)) {
            Runtime.getRuntime().addShutdownHook(hook);
            LOG.info(
                    "cluster={} broker={} store={} pid={}",
                    topics.cluster(),
                    kafka.broker(),
                    dataDir.resolve("store.db"),
                    ProcessHandle.current().pid());
            var settings = new TopicConsumer.Settings(kafka, topics, once);
            new TopicConsumer(settings, store, stop, clock).run();
        } finally {
            ended.countDown();
            unhook(hook);
        }
    }

    /** On SIGTERM and SIGINT; a clean stop is a success, not status 143. */
    private void stopInOrder() {
        stop.request();
        try {
            boolean inTime = ended.await(MOST_SECONDS_TO_STOP, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(inTime ? 0 : 143);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Already on the way out: the hook waits for us and sets the status.
        }
    }
}
