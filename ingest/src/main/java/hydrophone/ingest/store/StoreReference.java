package hydrophone.ingest.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A column whose numbers stand for rows of a dictionary: rows with others are in no answer. */
record StoreReference(String table, String column, String dictionary) {
    private static final Map<String, String> DICTIONARIES =
            Map.ofEntries(
                    Map.entry("node_id", "node"),
                    Map.entry("sender_id", "node"),
                    Map.entry("user_id", "usr"),
                    Map.entry("command_id", "command"),
                    Map.entry("card_id", "card"),
                    Map.entry("disk_id", "disk"),
                    Map.entry("producer_id", "producer"),
                    Map.entry("proc_id", "proc"),
                    Map.entry("sysinfo_id", "sysinfo"),
                    Map.entry("tree_id", "import_tree"),
                    Map.entry("chunk_id", "chunk"));

    /** All that a store has, whatever its tables are. */
    static List<StoreReference> all(Sql sql) throws SQLException {
        List<String> tables =
                SalvageTable.texts(
                        sql,
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
                                + " 'sqlite%'");
        List<StoreReference> all = new ArrayList<>();
        for (String table : tables) {
            for (String column :
                    SalvageTable.texts(sql, "SELECT name FROM pragma_table_info(?1)", table)) {
                String dictionary = DICTIONARIES.get(column);
                if (dictionary == null || !tables.contains(dictionary)) continue;
                all.add(new StoreReference(table, column, dictionary));
            }
        }
        return all;
    }

    /** How many rows stand for nothing. */
    String count() {
        return "SELECT count(*)" + lost();
    }

    String delete() {
        return "DELETE" + lost();
    }

    private String lost() {
        return " FROM # WHERE #.@ IS NOT NULL AND NOT EXISTS (SELECT 1 FROM % d WHERE d.id = #.@)"
                .replace("%", dictionary)
                .replace("@", quoted(column))
                .replace("#", quoted(table));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
