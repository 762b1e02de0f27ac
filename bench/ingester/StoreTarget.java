package hydrophone.bench;

import hydrophone.ingest.consume.DirectStore;
import hydrophone.ingest.load.LoadMessage;

import java.nio.file.Path;
import java.util.List;

/** The product's store. */
final class StoreTarget implements Target {
    private final Path folder;
    private final DirectStore store;

    StoreTarget(Path folder, String cluster) {
        this.folder = folder;
        this.store = new DirectStore(folder, cluster);
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public long write(List<LoadMessage> messages) {
        return store.write(messages);
    }

    String said() {
        return store.said();
    }

    /** The last connection's end moves the write-ahead log into the file. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public Path folder() {
        return folder;
    }
}
