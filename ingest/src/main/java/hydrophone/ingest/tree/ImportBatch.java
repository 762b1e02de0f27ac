package hydrophone.ingest.tree;

import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.FileMark;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreException;
import hydrophone.ingest.store.StoreException.Kind;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Rejected;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages that go into the store in one transaction, with the marks of their files. Where one
 * brings our code down they are written one by one, and that one becomes a dead letter.
 */
final class ImportBatch {
    private static final int MOST_MESSAGES = 500;
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_TOLD = 20;

    private final Store store;
    private final ImportCounts counts;
    private final ImportListener listener;
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Map<List<String>, FileMark> marks = new LinkedHashMap<>();
    private long bytes;
    private long told;

    ImportBatch(Store store, ImportCounts counts, ImportListener listener) {
        this.store = store;
        this.counts = counts;
        this.listener = listener;
    }

    void add(Verdict verdict) {
        verdicts.add(verdict);
        byte[] value = verdict.arrival().value();
        bytes += value == null ? 0 : value.length;
    }

    /** The last mark of a file counts. */
    void mark(FileMark mark) {
        marks.put(List.of(mark.tree(), mark.path()), mark);
    }

    boolean isFull() {
        return verdicts.size() + marks.size() >= MOST_MESSAGES || bytes >= MOST_BYTES;
    }

    /**
     * Stores what was added since.
     *
     * @throws StoreException of a kind other than INTERNAL: nothing, or only a beginning without
     *     its marks, is stored
     */
    void flush() {
        if (verdicts.isEmpty() && marks.isEmpty()) return;
        try {
            write(verdicts, true);
        } catch (RuntimeException e) {
            rethrowUnlessDefect(e);
            for (Verdict verdict : verdicts) writeAlone(verdict);
            write(List.of(), true);
        }
        verdicts.clear();
        marks.clear();
        bytes = 0;
        listener.progress(counts);
    }

    private void write(List<Verdict> some, boolean withMarks) {
        List<Outcome> outcomes =
                store.inTransaction(transaction -> {
                    List<Outcome> all = new ArrayList<>(some.size());
                    for (Verdict verdict : some) all.add(transaction.write(verdict));
                    if (withMarks) marks.values().forEach(transaction::mark);
                    return all;
                });
        for (int i = 0; i < some.size(); i++) count(some.get(i), outcomes.get(i));
    }

    private void writeAlone(Verdict verdict) {
        try {
            write(List.of(verdict), false);
        } catch (RuntimeException e) {
            rethrowUnlessDefect(e);
            Arrival arrival = verdict.arrival();
            write(List.of(new Rejected(arrival, "internal", "storing it failed: " + e)), false);
        }
    }

    private void count(Verdict verdict, Outcome outcome) {
        counts.count(outcome);
        if (outcome != Outcome.DEAD_LETTER || told > MOST_TOLD) return;
        if (++told > MOST_TOLD) listener.says("further dead letters are only counted");
        else if (verdict instanceof Rejected r) {
            listener.says(
                    "dead letter " + r.arrival().place() + " " + r.reason() + ": " + r.detail());
        } else listener.says("dead letter " + verdict.arrival().place() + " conflict");
    }

    private static void rethrowUnlessDefect(RuntimeException e) {
        if (e instanceof StoreException s && s.kind() != Kind.INTERNAL) throw s;
    }
}
