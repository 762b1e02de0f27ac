package hydrophone.agent.sink;

import hydrophone.agent.collect.Receipt;
import hydrophone.agent.sink.Backlog.Entry;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Between the daemon, which must not wait, and what takes its messages, which may: the spool on
 * disk, or a sink on this machine. A queue in memory with a thread of its own named {@code outbox}.
 * A message is handed over, and removed when it is accepted. Those who may wait do so while more
 * than half of the memory is taken, so that they push out nothing.
 *
 * <p>The price: {@value #MAX_BYTES} bytes at most are kept; beyond that the oldest that is not
 * being handed over goes, is counted and logged. Nothing in here survives the process; as a rule
 * there is nothing, since a disk takes a message in milliseconds. Receipts are told by the thread
 * that happens to know, never under a lock of ours.
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
    private final long holdUntil;
    private final Counts counts;
    private final DeliveryLog delivery;
    private final Consumer<Outgoing> witness;
    private final Backlog backlog = new Backlog();
    private final Thread thread = Thread.ofPlatform().name("outbox").unstarted(this::run);

    /** Where the outbox's counts go. */
    public interface Counts {
        /** The sink has it. */
        void accepted(MessageType type);

        /** It had to go, as memory is full. */
        void dropped(MessageType type);

        /** The sink will never take it. */
        void refused(MessageType type);
    }

    /**
     * @param sink whoever accepts
     * @param holdUntil {@link System#nanoTime()} before which nothing is handed over
     * @param witness is shown each message that was accepted, after it was
     */
    public Outbox(
            Sink sink,
            long holdUntil,
            Counts counts,
            DeliveryLog delivery,
            Consumer<Outgoing> witness) {
        this.sink = sink;
        this.holdUntil = holdUntil;
        this.counts = counts;
        this.delivery = delivery;
        this.witness = witness;
    }

    public void start() {
        thread.start();
    }

    /** Takes a message, at once. From any thread. */
    public void put(Outgoing message) {
        drop(backlog.add(message, Receipt.NOBODY));
    }

    /**
     * Takes a message when there is room for it. From any thread that may wait for long.
     *
     * @param message at most half of {@link #MAX_BYTES}
     * @param receipt told once what became of it; not told if this throws
     * @throws InterruptedException when the daemon stops meanwhile
     */
    public void putPatiently(Outgoing message, Receipt receipt) throws InterruptedException {
        drop(backlog.addPatiently(message, receipt));
    }

    private void drop(List<Entry> dropped) {
        for (Entry entry : dropped) {
            counts.dropped(entry.message().type());
            delivery.dropped();
            lost(entry);
        }
    }

    private static void lost(Entry entry) {
        tell(entry, () -> entry.receipt().lost());
    }

    private static void tell(Entry entry, Runnable word) {
        try {
            word.run();
        } catch (RuntimeException e) {
            log.error("A receipt of {} failed", entry.message(), e);
        }
    }

    /**
     * Hands over what waits, for at most this time, then ends.
     *
     * @return how many messages were not accepted
     */
    public int stop(Duration patience) throws InterruptedException {
        backlog.stop();
        boolean started = thread.getState() != Thread.State.NEW;
        if (started && !thread.join(patience)) {
            thread.interrupt();
            boolean _ = thread.join(Duration.ofSeconds(1));
        }
        sink.close(Duration.ofMillis(500));
        List<Entry> left = backlog.end();
        left.forEach(Outbox::lost);
        return left.size();
    }

    private void run() {
        try {
            while (backlog.awaitWork()) {
                backlog.pauseUntil(holdUntil);
                attempt();
            }
        } catch (InterruptedException e) {
            log.debug("Interrupted while handing over");
        }
    }

    /** A defect must not end what everything goes through. */
    private void attempt() throws InterruptedException {
        try {
            handOver();
        } catch (RuntimeException e) {
            log.error("The outbox failed, please report; trying again", e);
            backlog.takeBack();
            backOff(LONGEST_PAUSE);
        }
    }

    private void handOver() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            List<Entry> batch = backlog.take(BATCH_BYTES);
            if (batch.isEmpty()) return;
            Optional<String> trouble =
                    settle(batch, sink.send(batch.stream().map(Entry::message).toList()));
            if (trouble.isEmpty()) {
                pause = FIRST_PAUSE;
            } else {
                delivery.trouble(trouble.get(), waiting());
                backOff(pause);
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    private String waiting() {
        return backlog.size()
                + " messages ("
                + backlog.bytes() / 1024
                + " KiB) wait in memory, the oldest go beyond "
                + MAX_BYTES / 1024
                + " KiB";
    }

    /** A daemon that stops tries again soon. */
    private void backOff(Duration pause) throws InterruptedException {
        backlog.pauseUntil(System.nanoTime() + pause.toNanos());
        if (backlog.isStopping()) TimeUnit.MILLISECONDS.sleep(100);
    }

    /**
     * Forgets what was taken or refused, keeps the rest in its order. The answer is why something
     * was kept.
     */
    private Optional<String> settle(List<Entry> batch, List<Outcome> outcomes) {
        Optional<String> trouble = Optional.empty();
        List<Entry> accepted = new ArrayList<>(batch.size());
        List<Entry> refused = new ArrayList<>(0);
        List<Entry> kept = new ArrayList<>(0);
        for (int i = 0; i < batch.size(); i++) {
            switch (outcomes.get(i)) {
                case Accepted _ -> accepted.add(batch.get(i));
                case Refused(String why) -> {
                    log.warn("A message to {} is refused: {}", batch.get(i).message(), why);
                    refused.add(batch.get(i));
                }
                case Later(String why) -> {
                    kept.add(batch.get(i));
                    if (trouble.isEmpty()) trouble = Optional.of(why);
                }
            }
        }
        Optional<Integer> waiting = backlog.settle(kept);
        if (waiting.isEmpty()) return trouble;
        accepted.forEach(this::accepted);
        refused.forEach(this::refused);
        if (kept.isEmpty()) delivery.delivered(waiting.get());
        return trouble;
    }

    private void accepted(Entry entry) {
        counts.accepted(entry.message().type());
        witness.accept(entry.message());
        tell(entry, () -> entry.receipt().accepted());
    }

    private void refused(Entry entry) {
        counts.refused(entry.message().type());
        lost(entry);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
