package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * A store that is there already, for commands that make none: nothing is created, and what is no
 * store of this program is refused in one line.
 */
final class ExistingStore {
    /** A row with a dead letter of the greatest size. */
    private static final int LONGEST_VALUE = 17 << 20;

    private ExistingStore() {}

    /** Its file. */
    static Path file(Path dir) {
        if (Files.isRegularFile(dir)) {
            throw new StoreException(Kind.CONFIG, dir + " is a file: give the folder it lies in");
        }
        if (!Files.isDirectory(dir)) {
            throw new StoreException(Kind.CONFIG, "no folder " + dir + ": is the path right?");
        }
        Path file = dir.resolve("store.db");
        if (Files.isReadable(file)) return file;
        throw new StoreException(Kind.CONFIG, "no store to be read in " + dir);
    }

    /** Its file, looked at first: a store, and none of a newer program. */
    static Path checkedFile(Path dir) {
        Path file = file(dir);
        try (Connection connection = read(file)) {
            schema(new Sql(connection), file);
            return file;
        } catch (SQLException e) {
            throw StoreException.of("cannot read " + file, e);
        }
    }

    /**
     * Opens it beside its writer: what is read is never changed, nothing is checkpointed. Automatic
     * commits are on.
     */
    static Connection read(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
        config.setPragma(SQLiteConfig.Pragma.LIMIT_LENGTH, String.valueOf(LONGEST_VALUE));
        Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        try (Statement s = connection.createStatement()) {
            s.execute("PRAGMA query_only = 1");
            s.execute("PRAGMA trusted_schema = 0");
            s.execute("PRAGMA cache_size = -32000");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The number of its newest migration. */
    static long schema(Sql sql, Path file) throws SQLException {
        Long there =
                sql.call("SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'")
                        .number();
        if (there == null || there == 0) {
            throw new StoreException(
                    Kind.CONFIG, file + " is an SQLite file but no store: is the path right?");
        }
        Long schema =
                sql.call(
                                "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history"
                                        + " WHERE success")
                        .number();
        if (schema == null) {
            throw new StoreException(
                    Kind.CONFIG, file + " was never finished: run ingest on it once");
        }
        if (schema <= StoreExport.SCHEMA) return schema;
        throw new StoreException(
                Kind.CONFIG,
                String.format(
                        Locale.ROOT,
                        "%s was written by a newer program (schema %d, this one knows %d): update"
                                + " Hydrophone",
                        file,
                        schema,
                        StoreExport.SCHEMA));
    }

    /** What its files take on the disk, the log of what is not yet in the main file included. */
    static long bytes(Path file) {
        try {
            Path wal = file.resolveSibling(file.getFileName() + "-wal");
            return Files.size(file) + (Files.exists(wal) ? Files.size(wal) : 0);
        } catch (IOException e) {
            throw new StoreException(Kind.UNAVAILABLE, "cannot read the size of " + file, e);
        }
    }
}
