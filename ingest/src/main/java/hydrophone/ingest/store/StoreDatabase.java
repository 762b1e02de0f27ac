package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;

/**
 * Opens the file: version of SQLite, settings, integrity, schema. What comes back is ready to be
 * written, with automatic commits off, and goes back to {@link #close}.
 */
final class StoreDatabase {
    /** Before it a commit beside a checkpoint could damage a WAL file. */
    private static final int[] OLDEST_SQLITE = {3, 51, 3};

    /** A check reads the whole file: beyond this size {@code ingest check} is the place for it. */
    private static final long MOST_BYTES_TO_CHECK = 256L << 20;

    private final Path file;

    StoreDatabase(Path file) {
        this.file = file;
    }

    Connection open() {
        SQLiteDataSource source = source();
        try {
            Connection connection = connect(source);
            migrate(source);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    /** The schema stays what it is, automatic commits are on: for upkeep of the file. */
    Connection openAsItIs() {
        try {
            return connect(source());
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    /** The first figure that a pragma answers with. */
    static long number(Connection connection, String pragma) throws SQLException {
        try (Statement runner = connection.createStatement();
                ResultSet rows = runner.executeQuery(pragma)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /**
     * Closes the store so that those who may only read its folder go on reading: SQLite opens a
     * file in WAL mode for them only where its -wal and -shm files lie already. It removes these
     * with the last connection, but not with one that may not write. The WAL is emptied before, as
     * far as readers let it, so that the file alone is whole; nobody is waited for, and what was
     * not committed is taken back.
     *
     * @throws SQLException if the connection cannot be closed
     */
    void close(Connection writer) throws SQLException {
        try (Connection last = reader()) {
            text(last, "SELECT count(*) FROM sqlite_schema"); // opens the WAL, too
            writer.rollback();
            writer.setAutoCommit(true);
            run(writer, "PRAGMA busy_timeout = 0");
            run(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
            writer.close();
        } catch (SQLException e) {
            writer.close(); // as SQLite does it: nothing is lost, only owners can read for now
        }
    }

    private Connection reader() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private SQLiteDataSource source() {
        SQLiteConfig config = new SQLiteConfig();
        // Offsets lie in the transaction of their rows: after a power cut the last commits may be
        // gone, rows and offsets alike, and Kafka sends them again. FULL would cost and win
        // nothing.
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // Readers never block the writer in WAL; only a checkpoint or a migration can meet a lock.
        config.setBusyTimeout(10_000);
        // The driver begins the next transaction when it has committed one: IMMEDIATE would hold
        // the
        // lock of the writer while there is nothing to write.
        config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        config.setCacheSize(-32_000);
        // Ids are read by RETURNING; the driver would ask for them again after each INSERT, which
        // is a third of the time of storing a sample.
        config.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private Connection connect(SQLiteDataSource source) throws SQLException {
        Connection connection = source.getConnection();
        try {
            // Functions and virtual tables in the schema of a file that somebody gave us must not
            // run.
            run(connection, "PRAGMA trusted_schema = OFF");
            run(connection, "PRAGMA cell_size_check = ON");
            refuseOldSqlite(text(connection, "SELECT sqlite_version()"));
            if (text(connection, "SELECT count(*) FROM sqlite_schema").equals("0")) {
                // Both must stand before the first table; freed pages can then be given back.
                run(connection, "PRAGMA page_size = 8192");
                run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
            } else {
                check(connection);
            }
            run(connection, "PRAGMA journal_mode = WAL");
            // The default of 1000 pages lets busy ingest checkpoint at every commit.
            run(connection, "PRAGMA wal_autocheckpoint = 16000");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void check(Connection connection) throws SQLException {
        try {
            if (Files.size(file) > MOST_BYTES_TO_CHECK) return;
        } catch (IOException e) {
            throw new StoreException(Kind.CANNOT_CREATE, "cannot read " + file, e);
        }
        String result = text(connection, "PRAGMA quick_check(1)");
        if (!result.equals("ok")) throw damaged(result);
    }

    private StoreException damaged(String what) {
        return new StoreException(
                Kind.DAMAGED,
                String.format(
                        Locale.ROOT,
                        "%s is damaged (%s): nothing was written; 'ingest recover' saves what can"
                            + " be read into a new folder, and ingest there reads again what Kafka"
                            + " holds",
                        file,
                        what.replaceAll("\\s+", " ")));
    }

    private StoreException explained(SQLException e) {
        StoreException sorted = StoreException.of("cannot open " + file, e);
        return switch (sorted.kind()) {
            case DAMAGED -> damaged(String.valueOf(e.getMessage()));
            case UNAVAILABLE -> new StoreException(Kind.CANNOT_CREATE, sorted.getMessage(), e);
            case CANNOT_CREATE, LOCKED, CONFIG, INTERNAL -> sorted;
        };
    }

    private static void refuseOldSqlite(String version) {
        int[] parts = Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        if (Arrays.compare(parts, OLDEST_SQLITE) >= 0) return;
        throw new StoreException(
                Kind.CONFIG,
                "SQLite "
                        + version
                        + " may damage the store: put sqlite-jdbc 3.51.3 or newer on the class"
                        + " path");
    }

    private void migrate(SQLiteDataSource source) {
        try {
            Flyway flyway =
                    Flyway.configure()
                            .dataSource(source)
                            .locations("classpath:db/sqlite")
                            .cleanDisabled(true)
                            .load();
            for (MigrationInfo info : flyway.info().all()) refuseNewer(info);
            flyway.migrate();
        } catch (FlywayException e) {
            if (e.getCause() instanceof SQLException sql) throw explained(sql);
            if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                throw new StoreException(
                        Kind.CONFIG,
                        file + " is an SQLite file but no store: choose another --data-dir",
                        e);
            }
            String why = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
            throw new StoreException(
                    Kind.CONFIG,
                    String.format(
                            Locale.ROOT,
                            "%s has a schema that is not this program's: %s",
                            file,
                            why),
                    e);
        }
    }

    private void refuseNewer(MigrationInfo info) {
        MigrationState state = info.getState();
        if (state != MigrationState.FUTURE_SUCCESS && state != MigrationState.FUTURE_FAILED) return;
        throw new StoreException(
                Kind.CONFIG,
                String.format(
                        Locale.ROOT,
                        "%s was written by a newer program (schema %s): update Hydrophone",
                        file,
                        info.getVersion()));
    }

    private static void run(Connection connection, String statement) throws SQLException {
        try (Statement runner = connection.createStatement()) {
            runner.execute(statement);
        }
    }

    static String text(Connection connection, String query) throws SQLException {
        try (Statement runner = connection.createStatement();
                ResultSet rows = runner.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
