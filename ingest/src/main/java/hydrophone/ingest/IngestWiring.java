package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.consume.Progress;
import hydrophone.ingest.consume.Stop;
import hydrophone.ingest.consume.TopicConsumer;
import hydrophone.ingest.metrics.IngestMetrics;
import hydrophone.ingest.metrics.IngestMetrics.Watched;
import hydrophone.ingest.store.Store;
import hydrophone.kafka.KafkaSettings;
import hydrophone.metrics.Listen;
import hydrophone.metrics.MetricsServer;
import hydrophone.topic.ClusterTopics;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Puts ingest together, one thread and one store a cluster, and ends it in order when the process
 * is told to. All stores are opened before anything is read. A cluster that cannot go on says so
 * and ends alone; when all have ended, the failure of the first to fail is that of the process.
 */
final class IngestWiring {
    private static final Logger LOG = LoggerFactory.getLogger(IngestWiring.class);

    /** The process ends by then even if the disk hangs: the next start goes on exactly. */
    private static final long MOST_SECONDS_TO_STOP = 10;

    /** A cluster and the folder of its store. */
    record Place(ClusterTopics topics, Path folder) {
        Path database() {
            return folder.resolve("store.db");
        }
    }

    private record Opened(Place place, Store store, Progress progress) {}

    private final List<Place> places;
    private final KafkaSettings kafka;
    private final boolean once;
    private final InstantSource clock;
    private final Stop stop = new Stop();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Opened> opened = new ArrayList<>();
    private @Nullable RuntimeException failure;

    IngestWiring(List<Place> places, KafkaSettings kafka, boolean once, InstantSource clock) {
        this.places = List.copyOf(places);
        this.kafka = kafka;
        this.once = once;
        this.clock = clock;
    }

    void run(Optional<Listen> listen) {
        Thread hook = new Thread(this::stopInOrder, "stop");
        Optional<MetricsServer> server = Optional.empty();
        try {
            for (Place place : places) opened.add(open(place));
            Runtime.getRuntime().addShutdownHook(hook);
            server = listen.flatMap(this::serve);
            consume();
        } finally {
            server.ifPresent(MetricsServer::close);
            closeStores();
            ended.countDown();
            unhook(hook);
        }
    }

    private Opened open(Place place) {
        String cluster = place.topics().cluster();
        Store store = Store.open(place.folder(), cluster, clock);
        Progress progress = new Progress(cluster, System::nanoTime);
        store.newestSamples().forEach(progress::seen);
        LOG.info(
                "cluster={} broker={} store={} pid={}",
                cluster,
                kafka.broker(),
                place.database(),
                ProcessHandle.current().pid());
        return new Opened(place, store, progress);
    }

    private Optional<MetricsServer> serve(Listen at) {
        List<Watched> watched =
                opened.stream()
                        .map(one -> new Watched(one.progress(), one.place().database()))
                        .toList();
        return IngestMetrics.serve(at, watched, Version.text(), clock.instant());
    }

    /** Returns when all clusters have ended. */
    private void consume() {
        if (opened.size() == 1) {
            consumer(opened.getFirst()).run();
            return;
        }
        List<Thread> threads = new ArrayList<>();
        for (Opened one : opened) {
            String name = "ingest-" + one.progress().cluster();
            threads.add(Thread.ofPlatform().name(name).start(() -> consumeAlone(one)));
        }
        for (Thread thread : threads) join(thread);
        RuntimeException first = failure();
        if (first != null) throw first;
    }

    private void consumeAlone(Opened one) {
        try {
            consumer(one).run();
            one.progress().ended("stopped");
        } catch (RuntimeException e) {
            one.progress().ended("ended: " + e.getMessage());
            fail(e);
            if (!stop.isRequested()) {
                LOG.error(
                        "cluster={} ends, others go on: {}",
                        one.progress().cluster(),
                        e.getMessage());
            }
        }
    }

    private TopicConsumer consumer(Opened one) {
        var settings = new TopicConsumer.Settings(kafka, one.place().topics(), once);
        return new TopicConsumer(settings, one.store(), one.progress(), stop, clock);
    }

    private synchronized void fail(RuntimeException e) {
        if (failure == null) failure = e;
    }

    private synchronized @Nullable RuntimeException failure() {
        return failure;
    }

    private void closeStores() {
        for (Opened one : opened) {
            try {
                one.store().close();
            } catch (RuntimeException e) {
                LOG.error("cluster={} {}", one.progress().cluster(), e.getMessage());
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
