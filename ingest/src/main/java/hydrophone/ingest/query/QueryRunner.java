package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs queries on one store, all in one read transaction, so that the parts of an answer agree with
 * each other while ingest writes on. Not for several threads.
 */
public final class QueryRunner implements AutoCloseable {
    /** Rows held in memory at most; more are cut, and the answer says so. */
    static final int MAX_ROWS = 200_000;

    /** A quarter of the heap that the launcher gives; sorting and printing need some, too. */
    private static final long MOST_BYTES = 64L << 20;

    private final ReadStore store;
    private final Path dir;
    private final Duration limit;

    private QueryRunner(ReadStore store, Path dir, Duration limit) {
        this.store = store;
        this.dir = dir;
        this.limit = limit;
    }

    /** Opens {@code dir/store.db}; {@code limit} bounds each statement. */
    public static QueryRunner open(Path dir, Duration limit) throws QueryException {
        QueryRunner runner = new QueryRunner(ReadStore.open(dir), dir, limit);
        try {
            runner.store.connection().setAutoCommit(false);
            return runner;
        } catch (SQLException e) {
            throw ReadStore.explain(e, runner.file());
        }
    }

    /** The answer of a verb. */
    public Answer answer(Query query, Bindings bindings) throws QueryException {
        bindings.window(newest(bindings));
        Map<Part, Rows> parts = new LinkedHashMap<>();
        for (Part part : query.partsFor(bindings)) {
            parts.put(part, rows(SqlText.load(part.resource(), bindings), bindings, MAX_ROWS));
        }
        Optional<Rows> notes = Optional.empty();
        if (query.notes().isPresent()) {
            SqlText text = SqlText.load(query.notes().get(), bindings);
            notes = Optional.of(rows(text, bindings, 100));
        }
        return Answer.of(parts, notes);
    }

    /** The answer of a user's SELECT, of at most {@code maxRows} rows. */
    public Answer sql(String sql, int maxRows) throws QueryException {
        SelectOnly.check(sql);
        Rows rows = rows(new SqlText(sql, List.of()), null, maxRows);
        return Answer.of(Map.of(Part.plain("sql", rows.columns()), rows), Optional.empty());
    }

    private long newest(Bindings bindings) throws QueryException {
        Rows rows = rows(SqlText.load("newest", bindings), bindings, 1);
        return rows.size() == 1 && rows.cells().get(0).get(0) instanceof Number n
                ? n.longValue()
                : 0;
    }

    private Rows rows(SqlText text, @Nullable Bindings bindings, int maxRows)
            throws QueryException {
        try (TimeLimit time = new TimeLimit(store.connection(), limit)) {
            try (PreparedStatement s = store.connection().prepareStatement(text.sql())) {
                for (int i = 0; bindings != null && i < text.parameters().size(); i++) {
                    s.setObject(i + 1, bindings.get(text.parameters().get(i)));
                }
                return read(s, maxRows);
            } catch (SQLException e) {
                throw failure(e, time.passed(), bindings == null);
            }
        } catch (SQLException e) {
            throw ReadStore.explain(e, file());
        }
    }

    private QueryException failure(SQLException e, boolean late, boolean users) {
        if (late) {
            return new QueryException(
                    75,
                    "stopped after "
                            + limit.toSeconds()
                            + " s: narrow the question, or allow more with --timeout");
        }
        QueryException known = ReadStore.explain(e, file());
        if (!users || known.exit() != 70) return known;
        return QueryException.usage("SQL: " + SafeText.shown(ReadStore.plain(e)));
    }

    private static Rows read(PreparedStatement s, int maxRows) throws SQLException {
        try (ResultSet r = s.executeQuery()) {
            List<String> columns = columns(r.getMetaData());
            List<List<@Nullable Object>> cells = new ArrayList<>();
            long room = MOST_BYTES;
            while (r.next()) {
                List<@Nullable Object> row = new ArrayList<>(columns.size());
                for (int i = 1; i <= columns.size(); i++) row.add(cell(r.getObject(i)));
                room -= size(row);
                boolean full = cells.size() == maxRows || (room < 0 && !cells.isEmpty());
                if (full) return new Rows(columns, cells, 1);
                cells.add(row);
            }
            return new Rows(columns, cells, 0);
        }
    }

    /** About what a row takes in memory. */
    private static long size(List<@Nullable Object> row) {
        long bytes = 64;
        for (Object cell : row) {
            bytes +=
                    switch (cell) {
                        case null -> 8;
                        case String text -> 64 + 2L * text.length();
                        case byte[] blob -> 32 + 3L * blob.length; // its hexadecimal text, too
                        default -> 24;
                    };
        }
        return bytes;
    }

    private static @Nullable Object cell(@Nullable Object value) {
        return value instanceof Integer i ? Long.valueOf(i) : value;
    }

    /** Names of the columns, made unique: JSON members must be. */
    private static List<String> columns(ResultSetMetaData meta) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            String name = meta.getColumnLabel(i);
            String unique = name;
            for (int n = 2; names.contains(unique); n++) unique = name + "_" + n;
            names.add(unique);
        }
        return names;
    }

    private Path file() {
        return dir.resolve(ReadStore.FILE);
    }

    @Override
    public void close() throws QueryException {
        try {
            store.close();
        } catch (SQLException e) {
            throw ReadStore.explain(e, file());
        }
    }
}
