package hydrophone.ingest.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a store holds, as text, one row a line, sorted: numbers that only join tables are
 * replaced by what they stand for, so that two stores with the same content dump alike.
 */
public final class StoreDump {
    /** Tables that others refer to: seen where they are used. */
    private static final Set<String> DICTIONARIES =
            Set.of("node", "usr", "command", "card", "disk", "producer", "proc");

    /** Seen through the views that read them. */
    private static final Set<String> PACKED = Set.of("proc_chunk", "disk_chunk", "open_sample");

    private static final Set<String> UNPACKED =
            Set.of("proc_folded", "proc_open", "disk_folded", "disk_open");

    /** Numbers that say where a row lies, and when a store was made. */
    private static final Set<String> PLACES =
            Set.of("id", "created", "first_proc", "last_proc", "first_disk", "last_disk");

    private static final Map<String, String> NAMES =
            Map.of(
                    "chunk_id", "(SELECT from_t FROM chunk WHERE id = x.chunk_id)",
                    "node_id", "(SELECT name FROM node WHERE id = x.node_id)",
                    "sender_id", "(SELECT name FROM node WHERE id = x.sender_id)",
                    "user_id", "(SELECT name FROM usr WHERE id = x.user_id)",
                    "card_id", "(SELECT uuid FROM card WHERE id = x.card_id)",
                    "disk_id",
                            "(SELECT name || ':' || major || ':' || minor FROM disk WHERE id ="
                                    + " x.disk_id)",
                    "producer_id",
                            "(SELECT name || ' ' || version FROM producer WHERE id ="
                                    + " x.producer_id)",
                    "sysinfo_id",
                            "(SELECT substr(digest, 1, 8) FROM sysinfo WHERE id = x.sysinfo_id)",
                    "proc_id",
                            """
                            (SELECT n.name || ' job ' || job_id || ' epoch ' || epoch || ' ' || u.name || ' pid ' || pid || ' ppid '
                             || ppid || ' ' || c.name || ' container ' || in_container FROM proc p JOIN node n ON n.id = p.node_id
                             JOIN usr u ON u.id = p.user_id JOIN command c ON c.id = p.command_id WHERE p.id = x.proc_id)
                            """);

    private StoreDump() {}

    /** The whole content but what depends on when and how often it was read. */
    public static String content(Path folder) {
        return of(folder, Set.of("kafka_offset", "stream_event", "anomaly", "unknown_member"));
    }

    /** All tables but these. */
    public static String of(Path folder, Set<String> without) {
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"))) {
            StringBuilder text = new StringBuilder();
            for (String table : tables(connection)) {
                if (DICTIONARIES.contains(table) || without.contains(table)) continue;
                if (PACKED.contains(table)) continue;
                List<String> rows = rows(connection, table);
                if (!rows.isEmpty()) text.append("== ").append(table).append('\n');
                for (String row : rows) text.append(row).append('\n');
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer to a query, cells divided by blanks, rows by newlines. */
    static String query(Path folder, String sql) {
        try (Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"))) {
            return String.join("\n", read(connection, sql, " ", false));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables =
                read(
                        connection,
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
                                + " 'flyway%' AND name NOT LIKE 'sqlite%' ORDER BY name",
                        "",
                        false);
        tables.addAll(UNPACKED.stream().sorted().toList());
        return tables;
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (String column :
                read(
                        connection,
                        "SELECT name FROM pragma_table_info('" + table + "')",
                        "",
                        false)) {
            if (PLACES.contains(column)) continue;
            String name = NAMES.get(column);
            columns.add(name == null ? column : name + " AS " + column);
        }
        String sql = "SELECT " + String.join(", ", columns) + " FROM " + table + " x";
        return read(connection, sql, " | ", true).stream().sorted().toList();
    }

    private static List<String> read(
            Connection connection, String sql, String between, boolean named) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String cell = rows.getString(i);
                    if (named && cell == null) continue;
                    cells.add(named ? columns.getColumnLabel(i) + "=" + cell : "" + cell);
                }
                lines.add(String.join(between, cells));
            }
        }
        return lines;
    }
}
