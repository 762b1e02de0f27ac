package hydrophone.ingest.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table to be saved, as a fresh store has it: the damaged one is not asked.
 *
 * @param paths trees that hold all of its rows: its own, and indexes over all of its columns
 */
record SalvageTable(String name, List<String> columns, List<Path> paths) {

    /** A tree in the order of a key. */
    record Path(String from, List<String> key) {}

    static List<SalvageTable> all(Sql fresh) throws SQLException {
        String tables =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                        + " AND name NOT LIKE 'flyway%' ORDER BY name";
        List<SalvageTable> all = new ArrayList<>();
        for (String name : texts(fresh, tables)) all.add(of(fresh, name));
        return all;
    }

    private static SalvageTable of(Sql fresh, String name) throws SQLException {
        List<String> columns = texts(fresh, "SELECT name FROM pragma_table_info(?1)", name);
        List<String> key =
                texts(
                        fresh,
                        "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
                        name);
        String sql = texts(fresh, "SELECT sql FROM sqlite_schema WHERE name = ?1", name).getFirst();
        boolean hasRowid = !sql.replaceAll("\\s+", " ").endsWith("WITHOUT ROWID");
        List<Path> paths = new ArrayList<>();
        paths.add(new Path(name, hasRowid ? List.of("rowid") : key));
        if (hasRowid) {
            for (String index :
                    texts(fresh, "SELECT name FROM pragma_index_list(?1) WHERE \"unique\"", name)) {
                List<String> parts =
                        texts(
                                fresh,
                                "SELECT name FROM pragma_index_info(?1) ORDER BY seqno",
                                index);
                // The id, which is the rowid, stands in every index.
                Set<String> rest = new HashSet<>(columns);
                parts.forEach(rest::remove);
                rest.remove("id");
                if (!rest.isEmpty()) continue;
                paths.add(new Path(name + " INDEXED BY " + index, parts));
            }
        }
        return new SalvageTable(name, columns, paths);
    }

    /** What is there already stays, what the fresh table does not allow is left out. */
    String insert() {
        String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
        return "INSERT OR IGNORE INTO "
                + name
                + " ("
                + String.join(", ", columns)
                + ") VALUES ("
                + marks
                + ")";
    }

    static List<String> texts(Sql sql, String query, String... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        Sql.Call call = sql.call(query);
        for (String value : values) call.put(value);
        call.each(row -> texts.add(String.valueOf(row.getString(1))));
        return texts;
    }
}
