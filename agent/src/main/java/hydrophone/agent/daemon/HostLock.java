package hydrophone.agent.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that one process holds. The operating system's own lock, which ends with the process
 * however it ends; the file holds the pid, for whoever comes second.
 */
public final class HostLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private HostLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @return empty when another process holds it
     * @throws IOException when the file cannot be made
     */
    public static Optional<HostLock> take(Path file) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        while (true) {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            // Its last holder may have removed the file between our opening and our locking it.
            if (holder(file).equals(pid)) return Optional.of(new HostLock(file, channel));
            channel.close();
        }
    }

    /** The pid in the file, or words to that effect. */
    public static String holder(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return text.isEmpty() ? "unknown" : text;
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
    }
}
