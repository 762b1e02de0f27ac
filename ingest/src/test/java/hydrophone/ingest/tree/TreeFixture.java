package hydrophone.ingest.tree;

import hydrophone.codec.JsonCodec;
import hydrophone.ingest.store.Store;
import hydrophone.message.Envelope;
import hydrophone.testing.MessageSamples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** A tree in a folder of the test, and imports of it. */
final class TreeFixture {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-05T12:00:00Z"));

    final Path tree;
    final List<String> said = new ArrayList<>();

    TreeFixture(Path tree) {
        this.tree = tree;
    }

    TreeFixture line(String path, Envelope message) throws IOException {
        return text(path, new String(JsonCodec.encode(message), StandardCharsets.UTF_8));
    }

    TreeFixture text(String path, String text) throws IOException {
        return bytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends. */
    TreeFixture bytes(String path, byte[] bytes) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    /** Of node {@code node}, so many minutes after 10:15. */
    static Envelope sample(String node, int minute) {
        return MessageSamples.sample(
                MessageSamples.CLUSTER, node, MessageSamples.TIME.plusMinutes(minute), minute + 1);
    }

    static OffsetDateTime time(int minute) {
        return MessageSamples.TIME.plusMinutes(minute);
    }

    ImportCounts into(Path dataDir) {
        return into(dataDir, Integer.MAX_VALUE);
    }

    /** Falls down at the n-th time that it tells how far it is, as by kill -9. */
    ImportCounts into(Path dataDir, int fallsAt) {
        try (Store store = Store.open(dataDir, MessageSamples.CLUSTER, CLOCK)) {
            return new TreeImport(store, MessageSamples.CLUSTER, listener(fallsAt), () -> false)
                    .run(List.of(tree));
        }
    }

    private ImportListener listener(int fallsAt) {
        return new ImportListener() {
            private int told;

            @Override
            public void says(String line) {
                said.add(line);
            }

            @Override
            public void progress(ImportCounts counts) {
                if (++told == fallsAt) throw new Fall();
            }
        };
    }

    /** The end of a process. */
    static final class Fall extends Error {
        private static final long serialVersionUID = 1;
    }
}
