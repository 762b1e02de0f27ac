package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file for each node and day, opened, appended to, synced and closed for each message; all that
 * is looked at in a message is its node and date.
 */
final class NodeTree implements Target {
    private static final byte[] TIME = "\"time\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NODE = "\"node\":\"".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;

    NodeTree(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public String name() {
        return "tree";
    }

    @Override
    public long write(List<LoadMessage> messages) throws IOException {
        for (LoadMessage message : messages) append(message.bytes());
        return messages.size();
    }

    private void append(byte[] bytes) throws IOException {
        String time = text(bytes, TIME);
        Path day =
                folder.resolve(time.substring(0, 4))
                        .resolve(time.substring(5, 7))
                        .resolve(time.substring(8, 10));
        Path path = day.resolve("sample-" + text(bytes, NODE) + ".json");
        if (!Files.exists(path)) Files.createDirectories(day);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) file.write(rest);
            file.force(false);
        }
    }

    /** The text member that begins first. */
    private static String text(byte[] bytes, byte[] name) {
        int from = 0;
        while (!isAt(bytes, from, name)) from++;
        from += name.length;
        int to = from;
        while (bytes[to] != '"') to++;
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    private static boolean isAt(byte[] bytes, int at, byte[] name) {
        for (int i = 0; i < name.length; i++) if (bytes[at + i] != name[i]) return false;
        return true;
    }

    @Override
    public void close() {
        // Nothing stays open.
    }

    @Override
    public Path folder() {
        return folder;
    }
}
