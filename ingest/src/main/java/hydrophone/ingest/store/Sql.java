package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The statements of one connection, each prepared once. One thread. */
final class Sql {
    private final Connection connection;
    private final Map<String, Call> calls = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** A statement, ready for its parameters from the first one on. */
    Call call(String sql) throws SQLException {
        Call call = calls.get(sql);
        if (call == null) {
            call = new Call(connection.prepareStatement(sql));
            calls.put(sql, call);
        }
        call.at = 0;
        return call;
    }

    /** Forgets a statement: after an error the driver may not run it again. */
    void drop(String sql) throws SQLException {
        Call call = calls.remove(sql);
        if (call != null) call.statement.close();
    }

    /** One prepared statement and the place of its next parameter. */
    static final class Call {
        private final PreparedStatement statement;
        private int at;

        private Call(PreparedStatement statement) {
            this.statement = statement;
        }

        Call put(long value) throws SQLException {
            statement.setLong(++at, value);
            return this;
        }

        Call put(double value) throws SQLException {
            statement.setDouble(++at, value);
            return this;
        }

        Call put(boolean value) throws SQLException {
            return put(value ? 1L : 0L);
        }

        Call put(@Nullable Object value) throws SQLException {
            statement.setObject(++at, value);
            return this;
        }

        Call put(byte @Nullable [] value) throws SQLException {
            statement.setBytes(++at, value);
            return this;
        }

        /** Runs it and says how many rows it changed. */
        int run() throws SQLException {
            return statement.executeUpdate();
        }

        /** The first column of the first row; null = no row, or NULL there. */
        @Nullable Long number() throws SQLException {
            Number number = first(row -> (Number) row.getObject(1));
            return number == null ? null : Long.valueOf(number.longValue());
        }

        /** What a reader makes of the first row; null = no row. */
        <T> @Nullable T first(Reader<T> reader) throws SQLException {
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? reader.read(rows) : null;
            }
        }

        /** Reads all rows. */
        void each(Reader<?> reader) throws SQLException {
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) reader.read(rows);
            }
        }
    }

    /** Makes something of a row. */
    interface Reader<T> {
        @Nullable T read(ResultSet row) throws SQLException;
    }
}
