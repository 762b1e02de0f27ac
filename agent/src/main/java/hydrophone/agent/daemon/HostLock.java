package hydrophone.agent.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A file that one process holds. The operating system's own lock, which ends with the process
 * however it ends; the file holds the pid, for whoever comes second.
 */
public final class HostLock implements AutoCloseable {
    private static final FileAttribute<?> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

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
        while (true) {
            Object before = identity(file);
            FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            OURS);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            // The file may have been new, or its last holder may have removed it before we locked
            // it. The file must not be opened to see: closing it again would undo our lock.
            if (before.equals(identity(file))) {
                sign(channel);
                return Optional.of(new HostLock(file, channel));
            }
            channel.close();
        }
    }

    /** A full disk takes no pid; the lock holds all the same. */
    private static void sign(FileChannel channel) {
        String pid = Long.toString(ProcessHandle.current().pid());
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException _) {
            // Whoever comes second is told "unknown".
            return;
        }
    }

    /** Which file this is; an object of its own when there is none. */
    private static Object identity(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (NoSuchFileException e) {
            return new Object();
        }
    }

    /** The pid in the file, or words to that effect. Never for a lock of this process. */
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
