package hydrophone.ingest.consume;

import hydrophone.ingest.consume.Batch.Item;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreException;
import hydrophone.ingest.store.StoreException.Kind;
import hydrophone.ingest.store.StoreTransaction;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.message.SampleAttributes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts a batch into the store, with its offsets. Where a record brings our code down the batch is
 * written again record by record, and that one becomes a dead letter: it must not stop the stream.
 */
final class BatchWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final Store store;
    private final Progress progress;

    BatchWriter(Store store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Returns when all of it is stored.
     *
     * @throws StoreException of kind UNAVAILABLE or DAMAGED: nothing, or only the beginning, is
     *     stored; the store's offsets say how much
     */
    void write(Batch batch) {
        try {
            write(batch.items());
        } catch (RuntimeException e) {
            rethrowUnlessDefect(e);
            LOG.debug("writing a batch failed, trying record by record", e);
            for (Item item : batch.items()) writeAlone(item);
        }
    }

    private void write(List<Item> items) {
        List<Outcome> outcomes =
                store.inTransaction(transaction -> {
                    List<Outcome> all = new ArrayList<>(items.size());
                    for (Item item : items) all.add(transaction.write(item.verdict()));
                    advance(transaction, items);
                    return all;
                });
        // Only what is committed counts.
        for (int i = 0; i < items.size(); i++) count(items.get(i), outcomes.get(i));
    }

    private void writeAlone(Item item) {
        try {
            write(List.of(item));
        } catch (RuntimeException e) {
            rethrowUnlessDefect(e);
            Arrival arrival = item.arrival();
            LOG.error(
                    "{}: storing it failed, kept as a dead letter (internal); please report: {}",
                    arrival.place(),
                    e.toString());
            Rejected rejected = new Rejected(arrival, "internal", "storing it failed: " + e);
            write(List.of(new Item(item.type(), rejected)));
        }
    }

    private static void advance(StoreTransaction transaction, List<Item> items) {
        Batch reached = new Batch();
        for (Item item : items) reached.add(item, 0);
        reached.positions().values().forEach(transaction::advance);
    }

    private void count(Item item, Outcome outcome) {
        Verdict verdict = item.verdict();
        boolean odd = verdict instanceof Accepted accepted && !accepted.remarks().isEmpty();
        byte[] value = verdict.arrival().value();
        progress.counters().count(item.type(), outcome, odd, value == null ? 0 : value.length);
        if (outcome != Outcome.DEAD_LETTER) seen(verdict);
        if (outcome == Outcome.DEAD_LETTER && verdict instanceof Rejected rejected) {
            LOG.info(
                    "dead letter {} reason={}: {}",
                    rejected.arrival().place(),
                    rejected.reason(),
                    rejected.detail());
        }
    }

    private void seen(Verdict verdict) {
        if (verdict instanceof Accepted accepted
                && accepted.decoded().envelope().data() instanceof SampleAttributes sample) {
            progress.seen(sample.node(), sample.time().toEpochSecond());
        }
    }

    private static void rethrowUnlessDefect(RuntimeException e) {
        if (e instanceof StoreException s && s.kind() != Kind.INTERNAL) throw s;
    }
}
