package hydrophone.agent.spool;

import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.spool.SpoolQueue.Maker;
import hydrophone.agent.spool.SpoolQueue.Waiting;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Messages on disk, from when the agent accepts them until a sink has taken them: a queue a type.
 * It always opens, whatever lies in its folder, and works on while the disk is full: its reserve is
 * used then; in the end the oldest segment goes, as it does beyond the cap, is counted and noted,
 * so that it can be reported. Nothing that {@link #append} returned from is lost otherwise, kill -9
 * and, with {@code sync}, power failures included; a message may be handed out again after a crash.
 *
 * <p>The price: a file write and an fdatasync for each call of {@link #append}, one of each for
 * each {@link #remove}, and 0.4 MiB of memory outside of the heap. Thread-safe; all calls may wait
 * for the disk.
 */
public final class Spool implements AutoCloseable {
    private static final long SMALLEST_SEGMENT = 256 << 10;
    private static final long LARGEST_SEGMENT = 16 << 20;

    private static final long LARGEST_RESERVE = 4 << 20;

    /** Of the cap, this part is the quarantine's, and at most as much the reserve's. */
    private static final int PART = 16;

    private final Map<MessageType, SpoolQueue> queues = new EnumMap<>(MessageType.class);
    private final FrameCoder coder = new FrameCoder();
    private final ClusterTopics topics;
    private final Quarantine quarantine;
    private final Losses losses;
    private final Reserve reserve;
    private final long cap;
    private long accepted;
    private boolean stopping;

    /**
     * @param cap bytes on disk at most, from 4 MiB on
     * @param sync whether the disk must have what counts as accepted
     */
    public record Settings(long cap, boolean sync) {}

    /** Is told of each loss; quickly, and from any thread that uses the spool. */
    public interface Listener {
        void lost(MessageType type, Loss.Reason reason, long messages);
    }

    /**
     * @param folder of this cluster, role and host, locked by us; made if need be
     * @param topics where the messages go
     * @throws IOException when the folder cannot be made or read
     */
    public Spool(
            Path folder,
            Settings settings,
            ClusterTopics topics,
            Listener listener,
            InstantSource clock)
            throws IOException {
        Files.createDirectories(folder, Modes.FOLDER);
        long aside = settings.cap() / PART;
        long spare = Math.min(aside, LARGEST_RESERVE);
        this.topics = topics;
        this.cap = settings.cap() - aside - spare;
        this.reserve = new Reserve(folder.resolve("reserve"), spare);
        this.quarantine = new Quarantine(folder.resolve("quarantine"), aside);
        this.losses = new Losses(folder.resolve("losses"));
        long segment = Math.clamp(cap / 16, SMALLEST_SEGMENT, LARGEST_SEGMENT);
        Keeping keeping =
                new Keeping(segment, settings.sync(), quarantine, losses, listener, clock);
        for (MessageType type : MessageType.values()) {
            queues.put(type, new SpoolQueue(type, folder, keeping, coder));
        }
    }

    private SpoolQueue queue(MessageType type) {
        SpoolQueue queue = queues.get(type);
        if (queue == null) throw new AssertionError(type);
        return queue;
    }

    private Maker maker(MessageType type) {
        return (frame, value) ->
                new Outgoing(
                        type, topics.data(type), frame.key(), value, frame.time(), frame.place());
    }

    /**
     * Takes messages of one type, all or none. While the disk is full the reserve goes to make
     * room; then, if it is urgent, the oldest segments.
     *
     * @throws IOException when the disk does not take them
     */
    public synchronized void append(MessageType type, List<Outgoing> messages, boolean urgent)
            throws IOException {
        try {
            queue(type).append(messages);
        } catch (IOException e) {
            appendWithLess(type, messages, urgent, e);
        }
        reserve.refill();
        while (bytes() > cap && dropOldest()) {
            // until it fits
        }
        accepted += messages.size();
        notifyAll();
    }

    /** Once more as it is, since the fault may have been that of one file; then with room made. */
    private void appendWithLess(
            MessageType type, List<Outgoing> messages, boolean urgent, IOException first)
            throws IOException {
        IOException last = first;
        do {
            try {
                queue(type).append(messages);
                return;
            } catch (IOException e) {
                e.addSuppressed(last);
                last = e;
            }
        } while (isFull(last) && (reserve.release() || (urgent && dropOldest())));
        throw last;
    }

    /** By the system's words, which are English here: the launcher sees to it. */
    private static boolean isFull(IOException e) {
        String why = String.valueOf(e.getMessage());
        return why.contains("No space left") || why.contains("quota exceeded");
    }

    private boolean dropOldest() {
        Optional<SpoolQueue> oldest =
                Stream.of(MessageType.values())
                        .filter(t -> queue(t).bytes() > 0)
                        .min(Comparator.comparing(this::age))
                        .map(this::queue);
        return oldest.isPresent() && oldest.get().drop();
    }

    /** Of a queue in which nothing waits, or nothing that can be read: it goes first. */
    private Instant age(MessageType type) {
        return queue(type).oldest(maker(type)).orElse(Instant.MIN);
    }

    /**
     * The type to send something of next: that of the oldest message, or one of which a loss is to
     * be reported.
     */
    synchronized Optional<MessageType> next(Set<MessageType> except) {
        Optional<MessageType> oldest =
                Stream.of(MessageType.values())
                        .filter(t -> !except.contains(t) && !queue(t).isEmpty())
                        .min(Comparator.comparing(this::age));
        return oldest.or(() ->
                Stream.of(MessageType.values())
                        .filter(t -> !except.contains(t) && !losses.of(t).isEmpty())
                        .findFirst());
    }

    /**
     * The oldest messages of a type: so many bytes of them, or one.
     *
     * @throws UnreadableSegment when they cannot be looked at now
     */
    synchronized List<Waiting> take(MessageType type, long most) {
        return queue(type).take(most, maker(type));
    }

    /** Up to this message all of its type are done with. */
    synchronized void remove(Waiting last) {
        queue(last.message().type()).remove(last);
    }

    /** Keeps a message that the sink refuses where people find it; false if there is no room. */
    synchronized boolean quarantine(Waiting refused) {
        return queue(refused.message().type()).quarantine(refused);
    }

    /** What is lost and nobody downstream knows of. */
    synchronized List<Loss> losses(MessageType type) {
        return losses.of(type);
    }

    synchronized void reported(List<Loss> known) {
        losses.reported(known);
        KillPoint.AFTER_REPORT.reached();
    }

    /** Waits until there is something to send; false when there is none and none will come. */
    synchronized boolean awaitWork() throws InterruptedException {
        while (!hasWork() && !stopping) wait();
        return hasWork();
    }

    private boolean hasWork() {
        return !losses.isEmpty() || queues.values().stream().anyMatch(q -> !q.isEmpty());
    }

    /** Waits; no longer than until {@link #stop}. */
    synchronized void pause(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!stopping) {
            long left = (end - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) return;
            wait(left);
        }
    }

    /** Nobody appends any more; whoever waits here goes on. */
    synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    private long bytes() {
        return queues.values().stream().mapToLong(SpoolQueue::bytes).sum();
    }

    /** How it stands. */
    public synchronized SpoolStatus status() {
        long waiting = queues.values().stream().mapToLong(SpoolQueue::waiting).sum();
        Optional<Instant> oldest =
                Stream.of(MessageType.values())
                        .flatMap(t -> queue(t).oldest(maker(t)).stream())
                        .min(Comparator.naturalOrder());
        return new SpoolStatus(
                accepted, waiting, bytes(), cap, oldest, quarantine.size(), quarantine.bytes());
    }

    @Override
    public synchronized void close() {
        queues.values().forEach(SpoolQueue::close);
        coder.close();
    }
}
