package hydrophone.ingest.tree;

import hydrophone.ingest.consume.Inbox;
import hydrophone.ingest.store.FileMark;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.tree.FileImport.Source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Imports directory trees of Sonar's two layouts: day by day, file by file in order of name, each
 * message as if it had come from its topic. What the store has already changes nothing, a bad value
 * becomes a dead letter that names file and byte.
 *
 * <p>How far each file was read is committed with its messages: an import that ended anywhere, by
 * kill -9 too, goes on there, and one of an unchanged tree only looks at sizes and times. A file
 * that has grown is read on; one that is another is read anew.
 *
 * <p>Costs one batch of messages (16 MiB, 500) and one day's file names in memory. One thread.
 */
public final class TreeImport {
    private final Store store;
    private final String cluster;
    private final ImportListener listener;
    private final BooleanSupplier stopped;
    private final ImportCounts counts = new ImportCounts();
    private final ImportBatch batch;
    private final FileImport files;

    /**
     * Makes an import; nothing is read yet.
     *
     * @param stopped asked between messages; once true, what was read is committed and that is all
     */
    public TreeImport(
            Store store, String cluster, ImportListener listener, BooleanSupplier stopped) {
        this.store = store;
        this.cluster = cluster;
        this.listener = listener;
        this.stopped = stopped;
        this.batch = new ImportBatch(store, counts, listener);
        this.files = new FileImport(Inbox.ofFiles(cluster), batch, counts, stopped);
    }

    /**
     * Imports the trees, one after the other.
     *
     * @return what was done; files that could not be read are told to the listener and counted
     * @throws hydrophone.ingest.store.StoreException when the store cannot take more: try again
     */
    public ImportCounts run(List<Path> trees) {
        for (Path tree : trees) new TreeWalk(tree, cluster, new Sizes()).walk();
        for (Path tree : trees) read(tree);
        return counts;
    }

    private void read(Path tree) {
        Reading reading = new Reading(real(tree));
        new TreeWalk(tree, cluster, reading).walk();
        batch.flush();
        if (stopped.getAsBoolean()) return;
        try {
            new LedgerImport(store, counts).read(real(tree), tree.resolve(LedgerImport.FILE));
        } catch (IOException e) {
            reading.unreadable(LedgerImport.FILE, e);
        }
    }

    private static String real(Path tree) {
        try {
            return tree.toRealPath().toString();
        } catch (IOException e) {
            return tree.toAbsolutePath().normalize().toString();
        }
    }

    /** Adds up what there is to read. */
    private final class Sizes implements TreeWalk.Visitor {
        @Override
        public void file(Path file, String path, TreeName name) {
            try {
                counts.expect(Files.size(file));
            } catch (IOException e) {
                // Told when it is to be read.
            }
        }

        @Override
        public void stranger(String path) {}

        @Override
        public void unreadable(String path, IOException why) {}
    }

    private final class Reading implements TreeWalk.Visitor {
        private final String tree;

        private Reading(String tree) {
            this.tree = tree;
        }

        @Override
        public void file(Path file, String path, TreeName name) {
            if (stopped.getAsBoolean()) return;
            try {
                read(file, path, name);
            } catch (IOException e) {
                unreadable(path, e);
            }
        }

        private void read(Path file, String path, TreeName name) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            long modified = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            Optional<FileMark> mark = store.mark(tree, path);
            if (mark.filter(m -> isUnchanged(m, now.size(), modified)).isPresent()) {
                counts.unchanged();
                counts.passed(now.size());
                listener.progress(counts);
                return;
            }
            long start = mark.isPresent() ? start(mark.get(), file, now.size()) : 0;
            counts.passed(start);
            files.read(new Source(tree, path, name, modified), file, start);
            counts.read();
            if (batch.isFull()) batch.flush();
            listener.progress(counts);
        }

        @Override
        public void stranger(String path) {
            counts.stranger();
            listener.says("skipped " + path + ": no file of the layout");
        }

        @Override
        public void unreadable(String path, IOException why) {
            boolean permission = why instanceof AccessDeniedException;
            counts.unreadable(permission);
            String reason = permission ? "no permission" : String.valueOf(why.getMessage());
            listener.says("cannot read " + tree + "/" + path + ": " + reason);
        }
    }

    private static boolean isUnchanged(FileMark mark, long size, long modified) {
        return mark.done() && mark.size() == size && mark.modifiedNanos() == modified;
    }

    /**
     * Where to go on: after what is stored if that stands there still and the file has grown or was
     * not read to its end, else at the beginning.
     */
    private static long start(FileMark mark, Path file, long size) throws IOException {
        boolean goesOn = mark.done() ? size > mark.size() : size >= mark.next();
        if (!goesOn) return 0;
        try (FileChannel channel = FileChannel.open(file)) {
            return Fingerprint.before(channel, mark.next()).equals(mark.tail()) ? mark.next() : 0;
        }
    }
}
