package hydrophone.agent.sink;

import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * Between the daemon, which must not wait, and a sink, which may: a queue in memory with a thread
 * of its own named {@code outbox}. A message is looked at, sent, and removed when it is
 * acknowledged.
 *
 * <p>The price: {@value #MAX_BYTES} bytes at most are kept; beyond that the oldest that is not
 * being sent goes, is counted and logged. Nothing survives the process. A message may be sent twice
 * when its acknowledgement is lost.
 *
 * <p>After a quiet time the first message waits a random part of the sending window, so that the
 * nodes of a cluster, which sample at the same instant, do not all send at once.
 */
public final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** What messages that wait may take, by their values. */
    public static final long MAX_BYTES = 4L << 20;

    /** What is handed to the sink at once; one message may be larger. */
    private static final long BATCH_BYTES = 1L << 20;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Sink sink;
    private final Settings settings;
    private final Counts counts;
    private final DeliveryLog delivery;
    private final DumpTap tap;
    private final BiFunction<Outgoing, String, Optional<Outgoing>> substitute;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Thread thread = Thread.ofPlatform().name("outbox").unstarted(this::run);
    private List<Entry> sending = List.of();
    private long bytes;
    private long lastId;
    private long shownId;
    private boolean stopping;

    private record Entry(long id, Outgoing message, boolean substituted) {}

    /**
     * @param window a message waits less than this, at random
     * @param holdUntil {@link System#nanoTime()} before which nothing is sent
     * @param random seeded per host and run
     */
    public record Settings(Duration window, long holdUntil, RandomGenerator random) {}

    /** Where the outbox's counts go. */
    public interface Counts {
        void sent();

        void dropped();

        void refused();
    }

    /**
     * @param substitute what to send in the place of a message that is refused for ever, given the
     *     reason
     */
    public Outbox(
            Sink sink,
            Settings settings,
            Counts counts,
            DeliveryLog delivery,
            DumpTap tap,
            BiFunction<Outgoing, String, Optional<Outgoing>> substitute) {
        this.sink = sink;
        this.settings = settings;
        this.counts = counts;
        this.delivery = delivery;
        this.tap = tap;
        this.substitute = substitute;
    }

    public void start() {
        thread.start();
    }

    /** Takes a message, at once. From any thread. */
    public synchronized void put(Outgoing message) {
        add(message, false);
    }

    private void add(Outgoing message, boolean substituted) {
        waiting.addLast(new Entry(++lastId, message, substituted));
        bytes += message.value().length;
        while (bytes > MAX_BYTES && waiting.size() > 1) {
            bytes -= waiting.removeFirst().message().value().length;
            counts.dropped();
            delivery.dropped();
        }
        notifyAll();
    }

    /**
     * Sends what waits, for at most this time, then ends.
     *
     * @return how many messages were not acknowledged
     */
    public int stop(Duration patience) throws InterruptedException {
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        if (!thread.join(patience)) {
            thread.interrupt();
            boolean _ = thread.join(Duration.ofSeconds(1));
        }
        sink.close(Duration.ofMillis(500));
        return left();
    }

    private synchronized int left() {
        return waiting.size() + sending.size();
    }

    private void run() {
        try {
            while (awaitWork()) {
                openWindow();
                drain();
            }
        } catch (InterruptedException e) {
            log.debug("Interrupted while sending");
        } catch (RuntimeException e) {
            log.error("The outbox failed; nothing is sent any more", e);
        }
    }

    /** False when there is nothing left to do and the daemon stops. */
    private synchronized boolean awaitWork() throws InterruptedException {
        while (waiting.isEmpty() && !stopping) wait();
        return !waiting.isEmpty();
    }

    private void openWindow() throws InterruptedException {
        long window = settings.window().toSeconds();
        if (window > 0) {
            long seconds = settings.random().nextLong(Math.max(1, window));
            log.debug("Sleeping {} before sending", seconds);
            pauseUntil(System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
            log.debug("Sending window open.");
        }
        pauseUntil(settings.holdUntil());
    }

    /** Cut short when the daemon stops. */
    private synchronized void pauseUntil(long nanos) throws InterruptedException {
        while (!stopping) {
            long left = (nanos - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) return;
            wait(left);
        }
    }

    private void drain() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        log.debug("Sending {} items", left());
        while (true) {
            List<Entry> batch = take();
            if (batch.isEmpty()) return;
            List<Outcome> outcomes = send(batch);
            Optional<String> trouble = settle(batch, outcomes);
            if (trouble.isEmpty()) {
                pause = FIRST_PAUSE;
                continue;
            }
            complain(trouble.get());
            backOff(pause);
            pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    /** Half to all of the pause, at random; a daemon that stops tries again soon. */
    private void backOff(Duration pause) throws InterruptedException {
        long millis = (long) (pause.toMillis() * (0.5 + settings.random().nextDouble() / 2));
        pauseUntil(System.nanoTime() + Duration.ofMillis(millis).toNanos());
        if (isStopping()) TimeUnit.MILLISECONDS.sleep(100);
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private List<Outcome> send(List<Entry> batch) throws InterruptedException {
        for (Entry entry : batch) {
            if (entry.id() > shownId) tap.show(entry.message());
            shownId = Math.max(shownId, entry.id());
            log.debug("Sending to topic: {} with id {}", entry.message().topic(), entry.id());
        }
        return sink.send(batch.stream().map(Entry::message).toList());
    }

    private void complain(String why) {
        long size;
        synchronized (this) {
            size = bytes;
        }
        delivery.trouble(why, left(), size);
    }

    /** Moves the oldest messages into the sink's hands. */
    private synchronized List<Entry> take() {
        List<Entry> batch = new ArrayList<>();
        long size = 0;
        while (!waiting.isEmpty()) {
            long next = waiting.peekFirst().message().value().length;
            if (!batch.isEmpty() && size + next > BATCH_BYTES) break;
            size += next;
            batch.add(waiting.removeFirst());
        }
        sending = batch;
        return batch;
    }

    /**
     * Forgets what was taken, keeps the rest in its order. The answer is why something was kept.
     */
    private synchronized Optional<String> settle(List<Entry> batch, List<Outcome> outcomes) {
        Optional<String> trouble = Optional.empty();
        int accepted = 0;
        sending = List.of();
        for (int i = batch.size() - 1; i >= 0; i--) {
            Entry entry = batch.get(i);
            switch (outcomes.get(i)) {
                case Accepted _ -> {
                    forget(entry);
                    accepted++;
                    counts.sent();
                    log.debug("Sent #{} successfully", entry.id());
                }
                case Refused(String why) -> {
                    forget(entry);
                    refuse(entry, why);
                }
                case Later(String why) -> {
                    waiting.addFirst(entry);
                    trouble = Optional.of(why);
                }
            }
        }
        if (accepted > 0 && trouble.isEmpty()) delivery.delivered(waiting.size());
        return trouble;
    }

    private void forget(Entry entry) {
        bytes -= entry.message().value().length;
    }

    private void refuse(Entry entry, String why) {
        counts.refused();
        log.warn("Message #{} to {} is refused: {}", entry.id(), entry.message().topic(), why);
        if (entry.substituted()) return;
        substitute.apply(entry.message(), why).ifPresent(message -> add(message, true));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
