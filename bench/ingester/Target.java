package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Somewhere that messages can be kept. */
interface Target {
    String name();

    /** Returns when they are kept; gives the number of syncs or commits that it took. */
    long write(List<LoadMessage> messages) throws IOException;

    /** Ends it in order. */
    void close() throws IOException;

    /** Where it has put everything. */
    Path folder();
}
