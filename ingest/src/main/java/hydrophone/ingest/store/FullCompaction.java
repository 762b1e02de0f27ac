package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Writes the store anew, in order and without free pages, beside the old file, and puts it in its
 * place. Until that instant the old file is the store, so an end in between costs only the work.
 *
 * <p>Holds the lock of the writer all the time. Readers may come and go, but at the beginning and
 * when the files change places nobody may have the old one open: a WAL is found by its name, and
 * that of the old file would be taken for the new one's.
 */
public final class FullCompaction {
    /** Beside what the rows take: the first pages, rounding. */
    private static final long MARGIN = 1 << 20;

    private final Path file;
    private final Path folder;
    private final Path fresh;
    private final ToLongFunction<Path> room;

    /** Bytes of the file and its WAL, before and after. */
    public record Result(long before, long after) {}

    private FullCompaction(Path file, ToLongFunction<Path> room) {
        this.file = file;
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        this.fresh = file.resolveSibling("store.db.compact");
        this.room = room;
    }

    /**
     * Compacts the store in a folder.
     *
     * @throws StoreException if there is no store, it is of a newer program, damaged, in use, or
     *     the disk has no room for the new file
     */
    public static Result run(Path dir) {
        return run(dir, folder -> folder.toFile().getUsableSpace());
    }

    static Result run(Path dir, ToLongFunction<Path> room) {
        Path file = ExistingStore.checkedFile(dir);
        try (StoreFolder folder = StoreFolder.open(dir, Mounts.read(Path.of("/proc/mounts")))) {
            FullCompaction compaction = new FullCompaction(folder.database(), room);
            try {
                return compaction.run();
            } finally {
                compaction.removeFresh();
            }
        } catch (SQLException e) {
            throw StoreException.of("compacting " + file, e);
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "compacting " + file + ": " + e, e);
        }
    }

    private Result run() throws SQLException, IOException {
        removeFresh();
        long before = ExistingStore.bytes(file);
        try (Connection connection = new StoreDatabase(file).openAsItIs()) {
            detach(connection);
            attach(connection);
            refuseFullDisk(connection);
            likeTheOld();
            // Also for a file that was made without it.
            execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            execute(connection, "VACUUM INTO '" + fresh.toString().replace("'", "''") + "'");
            finish();
            detach(connection);
            // Who comes now waits until the new file is in its place.
            execute(connection, "BEGIN EXCLUSIVE");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
            execute(connection, "ROLLBACK");
        }
        return new Result(before, ExistingStore.bytes(file));
    }

    /** Takes the WAL in and away; SQLite does it only if nobody else has the file open. */
    private void detach(Connection connection) throws SQLException {
        try {
            execute(connection, "PRAGMA busy_timeout = 1000");
            execute(connection, "PRAGMA journal_mode = DELETE");
        } catch (SQLException e) {
            if (StoreException.of("", e).kind() != Kind.UNAVAILABLE) throw e;
            throw new StoreException(
                    Kind.UNAVAILABLE,
                    file + " is being read: end its readers, then try again; it is as it was",
                    e);
        }
    }

    private static void attach(Connection connection) throws SQLException {
        execute(connection, "PRAGMA journal_mode = WAL");
    }

    private void refuseFullDisk(Connection connection) throws SQLException {
        long used =
                StoreDatabase.number(connection, "PRAGMA page_count")
                        - StoreDatabase.number(connection, "PRAGMA freelist_count");
        long needed = used * StoreDatabase.number(connection, "PRAGMA page_size") + MARGIN;
        long free = room.applyAsLong(folder);
        if (free >= needed) return;
        throw new StoreException(
                Kind.CANNOT_CREATE,
                String.format(
                        Locale.ROOT,
                        "%s: the new file beside the old one needs %d bytes, the disk has %d left:"
                                + " make room, or compact without --full",
                        folder,
                        needed,
                        free));
    }

    /** The same people may read it. */
    private void likeTheOld() throws IOException {
        Files.createFile(fresh);
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
        var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        view.setPermissions(old.permissions());
        if (old.group().equals(view.readAttributes().group())) return;
        view.setGroup(old.group());
    }

    /** Checked, in WAL mode, and on the disk, before it is anybody's store. */
    private void finish() throws SQLException, IOException {
        try (Connection connection = new StoreDatabase(fresh).openAsItIs()) {
            String result = StoreDatabase.text(connection, "PRAGMA quick_check(1)");
            if (!result.equals("ok")) {
                throw new StoreException(
                        Kind.DAMAGED,
                        "what was written is not whole ("
                                + result
                                + "): "
                                + file
                                + " is as it was");
            }
        }
        sync(fresh);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Left by one that was killed, or that failed. */
    private void removeFresh() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + suffix));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
