package hydrophone.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A store's file seen from outside, read only, while ingest may be writing. {@link #content} is
 * what the store says, told without what may differ between two stores of the same stream:
 * surrogate keys are replaced by the names they stand for, and the store's own birthday and
 * Flyway's history are left out.
 */
final class StoreFile {
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
                    "command_id", "(SELECT name FROM command WHERE id = x.command_id)",
                    "card_id", "(SELECT uuid FROM card WHERE id = x.card_id)",
                    "disk_id",
                            "(SELECT name || major || ':' || minor FROM disk WHERE id = x.disk_id)",
                    "producer_id",
                            "(SELECT name || ' ' || version FROM producer WHERE id ="
                                    + " x.producer_id)",
                    "sysinfo_id", "(SELECT digest FROM sysinfo WHERE id = x.sysinfo_id)",
                    "proc_id",
                            """
                            (SELECT n.name || p.job_id || ' ' || p.epoch || ' ' || u.name || p.pid \
                            || ' ' || p.ppid || c.name || p.in_container FROM proc p \
                            JOIN node n ON n.id = p.node_id JOIN usr u ON u.id = p.user_id \
                            JOIN command c ON c.id = p.command_id WHERE p.id = x.proc_id)\
                            """);

    private final Path file;

    StoreFile(Path dataDir) {
        this.file = dataDir.resolve("store.db");
    }

    /** The first column of the first row; 0 when there is no such store or table yet. */
    long number(String sql) {
        if (!Files.exists(file)) return 0;
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException notYet) {
            return 0;
        }
    }

    /** All rows: cells by column, "" where there is none; no rows when there is no store yet. */
    List<Map<String, String>> rows(String sql) {
        List<Map<String, String>> all = new ArrayList<>();
        if (!Files.exists(file)) return all;
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                Map<String, String> row = new TreeMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    String cell = rows.getString(i);
                    row.put(rows.getMetaData().getColumnLabel(i), cell == null ? "" : cell);
                }
                all.add(row);
            }
            return all;
        } catch (SQLException notYet) {
            return List.of();
        }
    }

    /** How many records of all topics are behind the store's offsets. */
    long read() {
        return number("SELECT coalesce(sum(next), 0) FROM kafka_offset");
    }

    /** By table: its rows as text, sorted. */
    SortedMap<String, List<String>> content() throws SQLException {
        SortedMap<String, List<String>> content = new TreeMap<>();
        try (Connection connection = open()) {
            for (String table :
                    strings(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")) {
                if (table.startsWith("sqlite_") || table.startsWith("flyway")) continue;
                if (!PACKED.contains(table)) content.put(table, rows(connection, table));
            }
            for (String view : UNPACKED) content.put(view, rows(connection, view));
        }
        return content;
    }

    private List<String> rows(Connection connection, String table) throws SQLException {
        StringJoiner columns = new StringJoiner(" || '|' || ");
        for (String column :
                strings(connection, "SELECT name FROM pragma_table_info('" + table + "')")) {
            if (PLACES.contains(column)) continue;
            columns.add("quote(" + NAMES.getOrDefault(column, "x.\"" + column + "\"") + ")");
        }
        return strings(
                connection, "SELECT " + columns + " AS told FROM " + table + " x ORDER BY told");
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) strings.add(rows.getString(1));
        }
        return strings;
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = 1");
            statement.execute("PRAGMA busy_timeout = 10000");
        }
        return connection;
    }
}
