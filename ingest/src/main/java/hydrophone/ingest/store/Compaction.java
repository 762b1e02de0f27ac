package hydrophone.ingest.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Gives pages that hold nothing any more back to the file system, in steps of {@value #STEP} pages:
 * an end in between loses nothing, the next run goes on. Holds the lock of the writer; readers may
 * go on, but while one is in the middle of an answer the file cannot get shorter.
 */
public final class Compaction {
    private static final int STEP = 2000;

    /** SQLite's word for a file whose pages can be given back step by step. */
    private static final long INCREMENTAL = 2;

    private final Path file;
    private final Connection connection;

    /**
     * What came of it.
     *
     * @param before bytes of the file and its WAL
     * @param pages given back
     * @param possible false: the file was not made for it, only a full compaction helps
     * @param shortened false: a reader was in the way, the bytes go when it has ended
     */
    public record Result(
            long before, long after, long pages, boolean possible, boolean shortened) {}

    private Compaction(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Compacts the store in a folder in place.
     *
     * @throws StoreException if there is no store, it is of a newer program, damaged, or in use
     */
    public static Result run(Path dir) {
        Path checked = ExistingStore.checkedFile(dir);
        try (StoreFolder folder = StoreFolder.open(dir, Mounts.read(Path.of("/proc/mounts")))) {
            Path file = folder.database();
            long before = ExistingStore.bytes(file);
            Result done;
            try (Connection connection = new StoreDatabase(file).openAsItIs()) {
                done = new Compaction(file, connection).run(before);
            }
            return new Result(
                    before,
                    ExistingStore.bytes(file),
                    done.pages(),
                    done.possible(),
                    done.shortened());
        } catch (SQLException e) {
            throw StoreException.of("compacting " + checked, e);
        }
    }

    private Result run(long before) throws SQLException {
        long free = number("PRAGMA freelist_count");
        boolean possible = number("PRAGMA auto_vacuum") == INCREMENTAL;
        long left = possible ? release(free) : free;
        boolean shortened = number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        long after = ExistingStore.bytes(file);
        return new Result(before, after, free - left, possible, shortened);
    }

    /** How many remain. */
    private long release(long free) throws SQLException {
        long left = free;
        while (left > 0) {
            try (Statement step = connection.createStatement()) {
                // executeUpdate steps through all of it, execute would free a single page.
                step.executeUpdate("PRAGMA incremental_vacuum(" + STEP + ")");
            }
            long now = number("PRAGMA freelist_count");
            if (now >= left) break;
            left = now;
        }
        return left;
    }

    private long number(String pragma) throws SQLException {
        return StoreDatabase.number(connection, pragma);
    }
}
