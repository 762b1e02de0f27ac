package hydrophone.ingest.consume;

import hydrophone.ingest.consume.Batch.Item;
import hydrophone.ingest.store.Arrival;
import hydrophone.message.MessageType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Judges records on a thread of its own, in their order, so that reading JSON and writing rows go
 * on at the same time. What waits here is part of a batch, and bounded as that is.
 */
final class Judging implements AutoCloseable {
    private final Inbox inbox;
    private final ExecutorService thread;

    Judging(Inbox inbox, String name) {
        this.inbox = inbox;
        this.thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name + "-judge").factory());
    }

    /** Returns at once. */
    Item item(MessageType type, Arrival arrival) {
        return new Item(
                type,
                arrival,
                CompletableFuture.supplyAsync(() -> inbox.judge(type, arrival), thread));
    }

    /** What is not yet judged never will be: nobody may wait for it any more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
