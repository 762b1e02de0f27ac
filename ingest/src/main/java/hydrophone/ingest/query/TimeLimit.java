package hydrophone.ingest.query;

import org.sqlite.ProgressHandler;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Ends a statement that runs longer than it may: SQLite asks every some thousand steps. The clock
 * is the JVM's monotonic one, as a step of the wall clock must not end a query.
 */
final class TimeLimit extends ProgressHandler implements AutoCloseable {
    private static final int STEPS = 20_000;

    private final Connection connection;
    private final long deadline;
    private volatile boolean passed;

    TimeLimit(Connection connection, Duration limit) throws SQLException {
        this.connection = connection;
        deadline = System.nanoTime() + limit.toNanos();
        setHandler(connection, STEPS, this);
    }

    boolean passed() {
        return passed;
    }

    @Override
    protected int progress() {
        passed = System.nanoTime() - deadline > 0;
        return passed ? 1 : 0;
    }

    @Override
    public void close() throws SQLException {
        clearHandler(connection);
    }
}
