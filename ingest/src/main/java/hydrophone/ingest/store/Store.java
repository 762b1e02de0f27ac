package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The store of one cluster, open for writing. There is one writer: a second {@link #open} of the
 * same folder is refused. Readers are never blocked.
 *
 * <p>Everything happens in {@link #inTransaction}: rows, dead letters and offsets are there
 * together or not at all. A commit is safe against the end of the process at once, against a power
 * cut from the next checkpoint on; since the offsets go with the rows, what is lost then is read
 * again.
 *
 * <p>Not thread-safe; belongs to the thread that consumes.
 */
public final class Store implements AutoCloseable {
    private static final String NEWEST =
            """
            SELECT name, newest FROM
              (SELECT n.name, (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id) AS newest FROM node n)
            WHERE newest IS NOT NULL
            """;

    private final StoreFolder folder;
    private final Connection connection;
    private final Dictionaries ids;
    private final OffsetTable offsets;
    private final FileTable files;
    private final DeadLetterReader letters;
    private final StoreTransaction transaction;

    private Store(StoreFolder folder, Connection connection) {
        this.folder = folder;
        this.connection = connection;
        Sql sql = new Sql(connection);
        this.ids = new Dictionaries(sql);
        this.offsets = new OffsetTable(sql);
        this.files = new FileTable(sql, ids);
        this.letters = new DeadLetterReader(sql);
        this.transaction =
                new StoreTransaction(
                        new MessageWriter(sql, ids), offsets, files, new Ledger(sql, ids));
    }

    /**
     * Opens or makes the store of a cluster.
     *
     * @param dir its folder, made with mode 0750 if need be; must be on a local disk
     * @throws StoreException with the exit code that fits: folder not writable, in use, another
     *     cluster's, damaged, made by a newer program
     */
    public static Store open(Path dir, String cluster, InstantSource clock) {
        StoreFolder folder = StoreFolder.open(dir, Mounts.read(Path.of("/proc/mounts")));
        try {
            Store store = new Store(folder, new StoreDatabase(folder.database()).open());
            store.claim(cluster, clock.instant().getEpochSecond());
            store.foldAll();
            return store;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The SQLite file. */
    public Path file() {
        return folder.database();
    }

    /**
     * Opens a store that must be there already.
     *
     * @throws StoreException also if there is none
     */
    public static Store openExisting(Path dir, String cluster, InstantSource clock) {
        Path _ = ExistingStore.checkedFile(dir);
        return open(dir, cluster, clock);
    }

    /** How far each partition has been stored. */
    public List<Position> positions() {
        try {
            List<Position> positions = offsets.all();
            connection.commit();
            return positions;
        } catch (SQLException e) {
            rollback();
            throw StoreException.of("reading offsets", e);
        }
    }

    /** The time of the newest sample of each node that has one, Unix seconds; one seek a node. */
    public Map<String, Long> newestSamples() {
        try {
            Map<String, Long> newest = new HashMap<>();
            new Sql(connection)
                    .call(NEWEST)
                    .each(row -> newest.put(row.getString(1), row.getLong(2)));
            connection.commit();
            return newest;
        } catch (SQLException e) {
            rollback();
            throw StoreException.of("reading the nodes", e);
        }
    }

    /** Some of the dead letters with a greater id than this, by id; empty = there are no more. */
    public List<DeadLetter> deadLetters(DeadLetter.Wanted wanted, long after) {
        try {
            List<DeadLetter> some = letters.after(after, wanted);
            connection.commit();
            return some;
        } catch (SQLException e) {
            rollback();
            throw StoreException.of("reading dead letters", e);
        }
    }

    /** How far a file of a tree has been stored; empty = not begun. */
    public Optional<FileMark> mark(String tree, String path) {
        try {
            Optional<FileMark> mark = Optional.ofNullable(files.read(tree, path));
            connection.commit();
            return mark;
        } catch (SQLException e) {
            rollback();
            throw StoreException.of("reading progress", e);
        }
    }

    /**
     * Commits what the callback does, or nothing when it throws.
     *
     * @throws StoreException of kind UNAVAILABLE: nothing was written, try again later
     */
    public <T> T inTransaction(Function<StoreTransaction, T> work) {
        try {
            T result = work.apply(transaction);
            transaction.finish();
            folder.checkDatabase();
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollback();
            throw StoreException.of("commit", e);
        } catch (RuntimeException | Error e) {
            rollback();
            throw e;
        }
    }

    @Override
    public void close() {
        try (folder) {
            new StoreDatabase(folder.database()).close(connection);
        } catch (SQLException e) {
            throw StoreException.of("closing the store", e);
        }
    }

    /** What an older form left: a commit a node. */
    private void foldAll() {
        try {
            Sql sql = new Sql(connection);
            ChunkFold fold = new ChunkFold(sql);
            List<Long> nodes = new ArrayList<>();
            sql.call("SELECT DISTINCT node_id FROM open_sample")
                    .each(row -> nodes.add(row.getLong(1)));
            for (long node : nodes) {
                fold.fold(node);
                connection.commit();
            }
            connection.commit();
        } catch (SQLException e) {
            rollback();
            throw StoreException.of("cannot write " + folder.database(), e);
        }
    }

    private void rollback() {
        ids.forget();
        transaction.forget();
        try {
            connection.rollback();
        } catch (SQLException e) {
            beginAgain();
        }
    }

    /**
     * SQLite has rolled back by itself (full disk, I/O error). The driver does not notice, and what
     * came next would be committed statement by statement.
     */
    private void beginAgain() {
        try (Statement begin = connection.createStatement()) {
            begin.execute("BEGIN");
        } catch (SQLException e) {
            // Still in the old one; the next statement fails as this one did, and says why.
        }
    }

    private void claim(String cluster, long now) {
        try {
            Sql sql = new Sql(connection);
            sql.call(
                            "INSERT INTO store_info (one, cluster, created) VALUES (1, ?, ?) ON"
                                    + " CONFLICT DO NOTHING")
                    .put(cluster)
                    .put(now)
                    .run();
            String owner =
                    sql.call("SELECT cluster FROM store_info").first(row -> row.getString(1));
            connection.commit();
            if (cluster.equals(owner)) return;
            close();
            throw new StoreException(
                    Kind.CONFIG,
                    String.format(
                            Locale.ROOT,
                            "%s is the store of cluster %s, not of %s: give each cluster its own"
                                    + " --data-dir",
                            folder.database(),
                            owner,
                            cluster));
        } catch (SQLException e) {
            throw StoreException.of("cannot write " + folder.database(), e);
        }
    }
}
