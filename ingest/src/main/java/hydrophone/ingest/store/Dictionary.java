package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table that gives each value a small number: node, usr, command, card, disk, producer. Remembers
 * up to 100,000 of them; what was learnt in a transaction that is rolled back must be forgotten.
 */
final class Dictionary {
    private static final int MOST = 100_000;

    private final Sql sql;
    private final String select;
    private final String insert;
    private final Map<Object, Long> known = new HashMap<>();

    Dictionary(Sql sql, String table, String... columns) {
        this.sql = sql;
        String names = String.join(", ", columns);
        this.select =
                "SELECT id FROM " + table + " WHERE " + String.join(" = ? AND ", columns) + " = ?";
        this.insert =
                String.format(
                        Locale.ROOT,
                        "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                        table,
                        names,
                        String.join(", ", Collections.nCopies(columns.length, "?")));
    }

    /** The number of this value, made if need be. */
    long id(Object... value) throws SQLException {
        List<Object> key = List.of(value);
        Long id = known.get(key);
        return id != null ? id : learnt(key, key);
    }

    /** Of a table with one column. */
    long id(String value) throws SQLException {
        Long id = known.get(value);
        return id != null ? id : learnt(value, List.of(value));
    }

    private long learnt(Object name, List<Object> key) throws SQLException {
        if (known.size() >= MOST) known.clear();
        Long id = find(select, key);
        if (id == null) id = find(insert, key);
        if (id == null) throw new IllegalStateException("no row from " + insert);
        known.put(name, id);
        return id;
    }

    void forget() {
        known.clear();
    }

    private @Nullable Long find(String statement, List<Object> key) throws SQLException {
        Sql.Call call = sql.call(statement);
        for (Object part : key) call.put(part);
        return call.number();
    }
}
