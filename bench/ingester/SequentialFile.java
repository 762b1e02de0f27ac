package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** One file, synced after each 500 messages: the least that durable can cost. */
final class SequentialFile implements Target {
    static final int BATCH = 500;

    private final Path folder;
    private final FileChannel file;

    SequentialFile(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.file =
                FileChannel.open(
                        folder.resolve("messages"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public long write(List<LoadMessage> messages) throws IOException {
        long syncs = 0;
        for (int from = 0; from < messages.size(); from += BATCH) {
            int to = Math.min(from + BATCH, messages.size());
            ByteBuffer[] parts = new ByteBuffer[to - from];
            for (int i = from; i < to; i++)
                parts[i - from] = ByteBuffer.wrap(messages.get(i).bytes());
            while (parts[parts.length - 1].hasRemaining()) file.write(parts);
            file.force(false);
            syncs++;
        }
        return syncs;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public Path folder() {
        return folder;
    }
}
