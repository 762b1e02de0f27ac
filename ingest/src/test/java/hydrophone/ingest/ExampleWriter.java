package hydrophone.ingest;

import hydrophone.ingest.store.Store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that writes an {@link ExampleStore}, says so, and holds it until its input ends: then
 * it closes it.
 */
final class ExampleWriter {
    static final String STORED = "stored";

    private ExampleWriter() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] folder) throws IOException {
        try (Store store = ExampleStore.open(Path.of(folder[0]))) {
            ExampleStore.fill(store);
            System.out.println(STORED);
            while (System.in.read() >= 0) {}
        }
    }
}
