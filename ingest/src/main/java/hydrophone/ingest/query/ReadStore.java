package hydrophone.ingest.query;

import hydrophone.ingest.store.StoreExport;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The way into a store for readers: the file opened read-only beside its writer, nothing else
 * reachable. No ATTACH, no extensions, no trust in functions that a schema might call. Costs one
 * connection; a reader never blocks the writer and never checkpoints.
 */
final class ReadStore implements AutoCloseable {
    static final String FILE = "store.db";

    /** The newest migration this program knows. */
    static final int SCHEMA = StoreExport.SCHEMA;

    private static final int BUSY_MS = 5_000;

    /**
     * A row with the largest message in it; one value of SQLite's own limit would fill the heap.
     */
    private static final int LONGEST_VALUE = 17 << 20;

    private final Connection connection;

    private ReadStore(Connection connection) {
        this.connection = connection;
    }

    static ReadStore open(Path dir) throws QueryException {
        Path file = dir.resolve(FILE);
        if (Files.notExists(file)) throw missing(dir);
        // Neither there nor not there: some folder on the way is closed to us.
        if (!Files.isReadable(file)) {
            throw new QueryException(77, "no permission to read " + file + ": ask its owner");
        }
        try {
            ReadStore store = new ReadStore(connect(file));
            store.checkSchema(file);
            return store;
        } catch (SQLException e) {
            throw explain(e, file);
        }
    }

    Connection connection() {
        return connection;
    }

    private static QueryException missing(Path dir) {
        String cure =
                Files.isDirectory(dir)
                        ? ": run 'ingest --cluster NAME --data-dir " + dir + "' first"
                        : ": the directory is not there; is the path right?";
        return new QueryException(78, "no store in " + dir + cure);
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MS);
        config.enableLoadExtension(false);
        config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
        config.setPragma(SQLiteConfig.Pragma.LIMIT_LENGTH, String.valueOf(LONGEST_VALUE));
        Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + uri(file), config.toProperties());
        try (Statement s = connection.createStatement()) {
            s.execute("PRAGMA query_only = 1");
            s.execute("PRAGMA trusted_schema = 0");
            s.execute("PRAGMA temp_store = 2");
            s.execute("PRAGMA cache_size = -32768");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /**
     * Where nothing may be written and the writer left no WAL behind, SQLite needs to be told that
     * it will not need its shared-memory file.
     */
    private static String uri(Path file) {
        Path wal = file.resolveSibling(FILE + "-wal");
        Path folder = file.toAbsolutePath().getParent();
        boolean still = !Files.exists(wal) && folder != null && !Files.isWritable(folder);
        String path = file.toAbsolutePath().toString();
        String quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23");
        return "file:" + quoted + "?mode=ro" + (still ? "&immutable=1" : "");
    }

    private void checkSchema(Path file) throws SQLException, QueryException {
        int version = 0;
        try (Statement s = connection.createStatement();
                ResultSet r =
                        s.executeQuery(
                                "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history"
                                        + " WHERE success")) {
            if (r.next()) version = r.getInt(1);
        } catch (SQLiteException e) {
            if (e.getResultCode() != SQLiteErrorCode.SQLITE_ERROR) throw e;
            close();
            throw new QueryException(
                    78, file + " is an SQLite file but no store of ingest: is the path right?");
        }
        if (version == SCHEMA) return;
        close();
        throw new QueryException(78, file + versionText(version));
    }

    private static String versionText(int version) {
        return version > SCHEMA
                ? String.format(
                        Locale.ROOT,
                        " was made by a newer program (schema %d, this one knows %d): update query",
                        version,
                        SCHEMA)
                : String.format(
                        Locale.ROOT,
                        " has schema %d, this program needs %d: run ingest on it once",
                        version,
                        SCHEMA);
    }

    /** What SQLite says, as one line with its exit status. */
    static QueryException explain(SQLException e, Path file) {
        SQLiteErrorCode code =
                e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (code) {
            case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_CORRUPT_INDEX ->
                    new QueryException(
                            74,
                            file
                                    + " is damaged or no store: if the path is right, stop ingest,"
                                    + " move the folder away and start ingest again");
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT ->
                    new QueryException(75, file + " is locked by another program: try again");
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_READONLY_CANTINIT ->
                    new QueryException(
                            77,
                            "cannot open "
                                    + file
                                    + ": it, its -wal and its -shm file must be readable");
            case SQLITE_READONLY, SQLITE_READONLY_DBMOVED ->
                    new QueryException(2, "the store is only read here: nothing was changed");
            default -> new QueryException(70, file + ": " + SafeText.shown(plain(e)));
        };
    }

    /** The driver's text without its "[SQLITE_ERROR] … (…)" wrapping. */
    static String plain(SQLException e) {
        String text = String.valueOf(e.getMessage());
        int open = text.indexOf('(');
        return text.startsWith("[SQLITE_") && open > 0 && text.endsWith(")")
                ? text.substring(open + 1, text.length() - 1)
                : text;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
