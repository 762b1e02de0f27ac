package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;

/**
 * The folder of a store, held by a lock as long as this object is open: {@code store.db} and {@code
 * ingest.lock}, which holds the owner's process id. A folder made here has mode 0750, files 0640.
 */
final class StoreFolder implements AutoCloseable {
    private static final String FILE_MODE = "rw-r-----";
    private static final String FOLDER_MODE = "rwxr-x---";

    private final Path folder;
    private final FileChannel lockFile;
    private @Nullable Object databaseKey;

    private StoreFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    static StoreFolder open(Path folder, Mounts mounts) {
        try {
            Path real = make(folder);
            refuseSharedFileSystem(real, mounts);
            FileChannel lockFile = lock(real);
            StoreFolder store = new StoreFolder(real, lockFile);
            NativeTemp.choose(real, mounts);
            makeFile(store.database());
            store.databaseKey = store.key();
            return store;
        } catch (IOException e) {
            throw cannotCreate(folder, e);
        }
    }

    Path database() {
        return folder.resolve("store.db");
    }

    /**
     * Makes sure that the file at the store's path is still the one that was opened. SQLite would
     * go on writing into a file that has been removed, and nobody would ever read it.
     */
    void checkDatabase() {
        if (Objects.equals(key(), databaseKey)) return;
        throw new StoreException(
                Kind.DAMAGED,
                String.format(
                        Locale.ROOT,
                        "%s was removed or replaced while ingest wrote it: start ingest again, it"
                                + " reads again what Kafka holds",
                        database()));
    }

    private @Nullable Object key() {
        try {
            return Files.readAttributes(database(), BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new StoreException(Kind.INTERNAL, "cannot give back the lock: " + e, e);
        }
    }

    private static Path make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER_MODE));
        }
        return folder.toRealPath();
    }

    static void makeFile(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return;
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE_MODE));
    }

    private static void refuseSharedFileSystem(Path folder, Mounts mounts) {
        Mounts.Mount mount = mounts.of(folder);
        if (mount == null || !mount.shared()) return;
        throw new StoreException(
                Kind.CONFIG,
                String.format(
                        Locale.ROOT,
                        "%s lies on %s (%s): SQLite needs a local disk, take for example --data-dir"
                                + " /var/lib/hydrophone/%s",
                        folder,
                        mount.point(),
                        mount.type(),
                        folder.getFileName()));
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("ingest.lock");
        makeFile(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            String owner = Files.readString(file, StandardCharsets.US_ASCII).strip();
            channel.close();
            throw new StoreException(
                    Kind.LOCKED,
                    String.format(
                            Locale.ROOT,
                            "%s is in use by the ingest with process id %s: a store has one writer",
                            folder,
                            owner.isEmpty() ? "unknown" : owner));
        }
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid), 0);
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very JVM
        }
    }

    private static StoreException cannotCreate(Path folder, IOException e) {
        String why = e.getClass().getSimpleName().replace("Exception", "");
        String text =
                String.format(
                        Locale.ROOT,
                        "cannot write in %s (%s): choose another --data-dir or make it writable for"
                                + " user %s",
                        folder,
                        why.equals("IO") ? e.getMessage() : why,
                        System.getProperty("user.name"));
        return new StoreException(Kind.CANNOT_CREATE, text, e);
    }
}
