package hydrophone.ingest.consume;

import hydrophone.ingest.load.LoadMessage;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Store;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The store as {@link TopicConsumer} fills it, without a broker: judged, gathered, and committed
 * when a batch is due; that is asked for after each hundred records, which is one poll. Compiled by
 * {@code bench/ingest} into this package, so that nothing of it need be public.
 */
public final class DirectStore implements AutoCloseable {
    private static final int POLL = 100;

    private final InstantSource clock = InstantSource.system();
    private final String topic;
    private final Judging judging;
    private final Progress progress = new Progress("bench", System::nanoTime);
    private final Store store;
    private final BatchWriter writer;
    private final Batch batch = new Batch();
    private long offset;

    /** Makes a store of this cluster. */
    public DirectStore(Path folder, String cluster) {
        topic = new ClusterTopics(cluster).data(MessageType.SAMPLE);
        judging = new Judging(new Inbox(cluster), "bench");
        store = Store.open(folder, cluster, clock);
        writer = new BatchWriter(store, progress);
    }

    /** Returns when all of them are committed. Gives the number of commits. */
    public long write(List<LoadMessage> messages) {
        long commits = 0;
        for (LoadMessage message : messages) {
            batch.add(judging.item(MessageType.SAMPLE, arrival(message)), clock.millis());
            if (offset % POLL == 0 && batch.isDue(clock.millis())) commits += commit();
        }
        return batch.isEmpty() ? commits : commits + commit();
    }

    private long commit() {
        writer.write(batch);
        batch.clear();
        return 1;
    }

    private Arrival arrival(LoadMessage message) {
        byte[] key = message.node().getBytes(StandardCharsets.UTF_8);
        return new Arrival(
                topic, 0, "bench", offset++, clock.millis() / 1000, key, message.bytes());
    }

    /** What ingest would say of it. */
    public String said() {
        return progress.counters().toString();
    }

    @Override
    public void close() {
        judging.close();
        store.close();
    }
}
