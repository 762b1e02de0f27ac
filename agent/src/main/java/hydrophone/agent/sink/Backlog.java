package hydrophone.agent.sink;

import hydrophone.agent.collect.Receipt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The messages of an outbox: those that wait, in their order, and those in the sink's hands. {@link
 * Outbox#MAX_BYTES} at most; beyond that the oldest that waits goes. Each message leaves it once:
 * settled, dropped, or left at the end. Thread-safe; tells no receipt itself, as it is locked.
 */
final class Backlog {
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private List<Entry> sending = List.of();
    private long bytes;
    private long lastId;
    private boolean stopping;
    private boolean ended;

    /**
     * A message on its way.
     *
     * @param id counts from 1
     */
    record Entry(long id, Outgoing message, Receipt receipt) {}

    /** Takes a message; the answer are those that had to go. */
    synchronized List<Entry> add(Outgoing message, Receipt receipt) {
        List<Entry> dropped = new ArrayList<>(0);
        Entry entry = new Entry(++lastId, message, receipt);
        if (ended) return List.of(entry);
        waiting.addLast(entry);
        bytes += message.value().length;
        while (bytes > Outbox.MAX_BYTES && waiting.size() > 1) {
            Entry oldest = waiting.removeFirst();
            bytes -= oldest.message().value().length;
            dropped.add(oldest);
        }
        notifyAll();
        return dropped;
    }

    /**
     * As {@link #add}, but waits while more than half is full. Messages have at most the other
     * half, so that none has to go for one that waited.
     */
    synchronized List<Entry> addPatiently(Outgoing message, Receipt receipt)
            throws InterruptedException {
        while (bytes > Outbox.MAX_BYTES / 2) {
            if (stopping) throw new InterruptedException("the outbox stops");
            wait();
        }
        return add(message, receipt);
    }

    /** False when there is nothing left to do and the daemon stops. */
    synchronized boolean awaitWork() throws InterruptedException {
        while (waiting.isEmpty() && !stopping) wait();
        return !waiting.isEmpty();
    }

    /** Cut short when the daemon stops. */
    synchronized void pauseUntil(long nanos) throws InterruptedException {
        while (!stopping) {
            long left = (nanos - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) return;
            wait(left);
        }
    }

    synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** Moves the oldest messages into the sink's hands: so many bytes, or one message. */
    synchronized List<Entry> take(long most) {
        List<Entry> batch = new ArrayList<>();
        long size = 0;
        while (!waiting.isEmpty()) {
            size += waiting.getFirst().message().value().length;
            if (!batch.isEmpty() && size > most) break;
            batch.add(waiting.removeFirst());
        }
        sending = batch;
        return batch;
    }

    /**
     * Takes back what the sink could not take yet, in front of all others; the rest of what it had
     * is settled.
     *
     * @return how many wait now; empty if this comes after the end
     */
    synchronized Optional<Integer> settle(List<Entry> kept) {
        if (ended) return Optional.empty();
        for (Entry entry : sending) bytes -= entry.message().value().length;
        sending = List.of();
        for (Entry entry : kept.reversed()) {
            bytes += entry.message().value().length;
            waiting.addFirst(entry);
        }
        notifyAll();
        return Optional.of(waiting.size());
    }

    /** What the sink has in its hands is as if it had never been taken. */
    synchronized void takeBack() {
        var _ = settle(sending);
    }

    /** Takes nothing any more; what is still here is lost. */
    synchronized List<Entry> end() {
        List<Entry> left = new ArrayList<>(sending);
        left.addAll(waiting);
        waiting.clear();
        sending = List.of();
        ended = true;
        return left;
    }

    synchronized int size() {
        return waiting.size() + sending.size();
    }

    synchronized long bytes() {
        return bytes;
    }
}
