package hydrophone.ingest.tree;

import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.FileMark;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreTransaction;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.ingest.tree.JsonSplitter.Piece;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The file beside an export's messages: what of the store is in none of them. */
final class LedgerImport {
    static final String FILE = "hydrophone-store.ndjson";

    /** A dead letter of 16 MiB in base64, and what else is known of it. */
    private static final int MOST_BYTES = 24 << 20;

    private static final int MOST_ROWS = 500;
    private static final long MOST_BATCH_BYTES = 16L << 20;

    private final Store store;
    private final ImportCounts counts;

    LedgerImport(Store store, ImportCounts counts) {
        this.store = store;
        this.counts = counts;
    }

    /** Nothing to do where there is no such file, or where it was read before. */
    void read(String tree, Path file) throws IOException {
        if (!Files.isRegularFile(file)) return;
        long modified = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        Optional<FileMark> before = store.mark(tree, FILE);
        if (before.filter(m -> m.size() == size(file) && m.modifiedNanos() == modified)
                .isPresent()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            JsonSplitter pieces = new JsonSplitter(channel, 0, MOST_BYTES);
            while (write(pieces)) {}
            long end = pieces.position();
            String tail = Fingerprint.before(channel, end);
            FileMark mark = new FileMark(tree, FILE, end, modified, end, tail, true);
            store.inTransaction(transaction -> {
                transaction.mark(mark);
                return mark;
            });
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    /** False: the file has ended. */
    private boolean write(JsonSplitter pieces) throws IOException {
        List<Piece> some = new ArrayList<>();
        long bytes = 0;
        while (some.size() < MOST_ROWS && bytes < MOST_BATCH_BYTES) {
            Piece piece = pieces.next();
            if (piece == null) break;
            some.add(piece);
            bytes += piece.bytes().length;
        }
        if (some.isEmpty()) return false;
        List<Boolean> bad =
                store.inTransaction(transaction ->
                        some.stream().map(piece -> isBad(transaction, piece)).toList());
        for (boolean isBad : bad) if (isBad) counts.count(Outcome.DEAD_LETTER);
        return true;
    }

    private static boolean isBad(StoreTransaction transaction, Piece piece) {
        if (!piece.isCut() && transaction.row(piece.bytes())) return false;
        String id = Fingerprint.of(piece.bytes());
        Arrival arrival =
                new Arrival("import:" + FILE, 0, id, piece.offset(), 0, null, piece.bytes());
        transaction.write(new Rejected(arrival, "syntax", "no row of an export"));
        return true;
    }
}
