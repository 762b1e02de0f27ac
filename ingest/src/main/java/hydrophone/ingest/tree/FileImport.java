package hydrophone.ingest.tree;

import hydrophone.ingest.consume.Inbox;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.FileMark;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.ingest.tree.JsonSplitter.Piece;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One file's values from where they are not stored yet, judged, into the batch. */
final class FileImport {
    /** What every message begins with, and no text in one can hold, as quotes are escaped there. */
    private static final byte[] BEGIN = "{\"meta\":".getBytes(StandardCharsets.US_ASCII);

    private final Inbox inbox;
    private final ImportBatch batch;
    private final ImportCounts counts;
    private final BooleanSupplier stopped;

    /** A file as it was when it was opened. */
    record Source(String tree, String path, TreeName name, long modifiedNanos) {
        String topic() {
            return "import:" + path;
        }

        FileMark mark(FileChannel channel, long read, long next, boolean done) throws IOException {
            String tail = Fingerprint.before(channel, next);
            return new FileMark(tree, path, read, modifiedNanos, next, tail, done);
        }
    }

    FileImport(Inbox inbox, ImportBatch batch, ImportCounts counts, BooleanSupplier stopped) {
        this.inbox = inbox;
        this.batch = batch;
        this.counts = counts;
        this.stopped = stopped;
    }

    /** Reads on from {@code start} to the end, or until it is stopped. */
    void read(Source source, Path file, long start) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(start);
            JsonSplitter pieces = new JsonSplitter(channel, start, Inbox.MOST_BYTES);
            long next = start;
            long passed = start;
            for (Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                add(source, piece);
                next = piece.torn() ? piece.offset() : piece.end();
                counts.passed(pieces.position() - passed);
                passed = pieces.position();
                if (!batch.isFull() && !stopped.getAsBoolean()) continue;
                batch.mark(source.mark(channel, pieces.position(), next, false));
                batch.flush();
                if (stopped.getAsBoolean()) return;
            }
            counts.passed(pieces.position() - passed);
            batch.mark(source.mark(channel, pieces.position(), next, true));
        }
    }

    private void add(Source source, Piece piece) {
        byte[] bytes = piece.bytes();
        Arrival arrival = arrival(source, piece.offset(), bytes);
        if (piece.isCut()) {
            String detail =
                    "more than 16 MiB, at most that is read and kept: bytes "
                            + piece.offset()
                            + " to "
                            + piece.end();
            batch.add(new Rejected(arrival, "limit", detail));
            return;
        }
        Verdict verdict = inbox.judge(source.name().type(), arrival);
        int glued = verdict instanceof Rejected r && r.reason().equals("syntax") ? glued(bytes) : 0;
        if (glued == 0) {
            batch.add(verdict);
        } else {
            judgePart(source, piece, 0, glued);
            judgePart(source, piece, glued, bytes.length);
        }
    }

    private void judgePart(Source source, Piece piece, int from, int to) {
        byte[] bytes = Arrays.copyOfRange(piece.bytes(), from, to);
        Arrival arrival = arrival(source, piece.offset() + from, bytes);
        batch.add(inbox.judge(source.name().type(), arrival));
    }

    /** A message that follows a torn one on the same line starts there; 0 = none does. */
    private static int glued(byte[] bytes) {
        for (int i = bytes.length - BEGIN.length; i > 0; i--) {
            if (Arrays.equals(bytes, i, i + BEGIN.length, BEGIN, 0, BEGIN.length)) return i;
        }
        return 0;
    }

    /**
     * The same bytes in the same place are the same arrival, whenever they are read; the topic id
     * tells a file that was replaced from what it was.
     */
    private static Arrival arrival(Source source, long offset, byte[] bytes) {
        String node = source.name().node();
        return new Arrival(
                source.topic(),
                0,
                Fingerprint.of(bytes),
                offset,
                TimeUnit.NANOSECONDS.toSeconds(source.modifiedNanos()),
                node.isEmpty() ? null : node.getBytes(StandardCharsets.UTF_8),
                bytes);
    }
}
