package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * A store's content as messages that {@code ingest import} makes the same store of: see
 * docs/store-export.md for what is carried how. Reads one snapshot, beside a running ingest too,
 * which meanwhile cannot shorten its WAL. Holds one message in memory, and in temporary files of
 * SQLite the order of Slurm's records. One thread.
 */
public final class StoreExport implements AutoCloseable {
    /** The newest migration, whose tables this program knows. */
    public static final int SCHEMA = 5;

    private final Path file;
    private final Connection connection;
    private final Sql sql;
    private final String cluster;

    private StoreExport(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.sql = new Sql(connection);
        this.cluster = checked();
    }

    /**
     * Opens the store in a folder for reading.
     *
     * @throws StoreException if there is none, or one of another version
     */
    public static StoreExport open(Path dir) {
        Path file = ExistingStore.file(dir);
        try {
            Connection connection = ExistingStore.read(file);
            try {
                connection.setAutoCommit(false);
                return new StoreExport(file, connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreException.of("cannot read " + file, e);
        }
    }

    /** The first query begins the snapshot. */
    private String checked() throws SQLException {
        long schema = ExistingStore.schema(sql, file);
        if (schema < SCHEMA) {
            throw new StoreException(
                    Kind.CONFIG,
                    String.format(
                            Locale.ROOT,
                            "%s has schema %d, this program exports %d: run ingest on it once",
                            file,
                            schema,
                            SCHEMA));
        }
        String owner = sql.call("SELECT cluster FROM store_info").first(row -> row.getString(1));
        if (owner != null) return owner;
        throw new StoreException(Kind.CONFIG, file + " is of no cluster: nothing was ever stored");
    }

    /** Whose store it is. */
    public String cluster() {
        return cluster;
    }

    /**
     * Gives everything to the sink.
     *
     * @throws IOException what the sink throws
     * @throws StoreException when the store cannot be read
     */
    public void run(ExportSink sink) throws IOException {
        try {
            new SampleReader(sql, cluster).read(sink);
            new SysinfoReader(sql, cluster).read(sink);
            new ClusterReader(sql, cluster).read(sink);
            new SlurmReader(sql, cluster).read(sink);
            new ErrorReader(sql, cluster).read(sink);
            new Ledger(sql, new Dictionaries(sql)).read(sink);
        } catch (SQLException e) {
            throw StoreException.of("reading " + file, e);
        } catch (Rows.SinkException e) {
            throw e.failure();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreException.of("closing " + file, e);
        }
    }
}
