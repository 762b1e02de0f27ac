package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A store filled by plain SQL, apart from the program's own writer, so that a query's figures can
 * be checked against rows written down in the test. Closing leaves the file in place.
 */
public final class StoreFixture implements AutoCloseable {
    private final Connection connection;

    public StoreFixture(Path dir) throws SQLException, IOException {
        Files.createDirectories(dir);
        connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("store.db"));
        try (Statement s = connection.createStatement()) {
            s.execute("PRAGMA journal_mode = WAL");
            connection.setAutoCommit(false);
            s.executeUpdate(migration("V1__messages"));
            s.executeUpdate(migration("V2__views"));
            s.executeUpdate(migration("V3__missing"));
            s.executeUpdate(migration("V4__import"));
            s.executeUpdate(migration("V5__chunks"));
            s.executeUpdate(
                    "CREATE TABLE flyway_schema_history (version TEXT, success BOOLEAN);INSERT INTO"
                        + " flyway_schema_history VALUES ('1', 1), ('2', 1), ('3', 1), ('4', 1),"
                        + " ('5', 1);INSERT INTO store_info VALUES (1, 'fox.example.org',"
                        + " 1700000000);INSERT INTO producer VALUES (1, 'hydrophone', '0.1.0');");
        }
    }

    static String migration(String name) throws IOException {
        try (var in = StoreFixture.class.getResourceAsStream("/db/sqlite/" + name + ".sql")) {
            if (in == null) throw new IOException("no migration " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Runs one statement with its values. */
    public StoreFixture sql(String sql, @Nullable Object... values) {
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) s.setObject(i + 1, values[i]);
            s.execute();
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private long id(String table, String name) {
        sql("INSERT OR IGNORE INTO " + table + " (name) VALUES (?)", name);
        try (PreparedStatement s =
                connection.prepareStatement("SELECT id FROM " + table + " WHERE name = ?")) {
            s.setString(1, name);
            ResultSet r = s.executeQuery();
            r.next();
            return r.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public long node(String name) {
        return id("node", name);
    }

    /** A sample with nothing but its time; {@code intervalMs} null = the producer does not say. */
    public StoreFixture sample(String node, long t, @Nullable Integer intervalMs) {
        return sql(
                "INSERT INTO node_sample (node_id, t, digest, utc_offset, producer_id, interval_ms,"
                        + " njob, nproc) VALUES (?, ?, ?, 0, 1, ?, 0, 0)",
                node(node),
                t,
                t,
                intervalMs);
    }

    /** The node's own figures of a sample already there. */
    public StoreFixture system(String node, long t, long boot, long usedKib, String cpus) {
        return sql(
                "UPDATE node_sample SET boot = ?, used_kb = ?, load1 = 1.5, load5 = 1, load15 ="
                        + " 0.5, runnable = 2, existing = 300, cpus = ?, njob = 1, nproc = 1 WHERE"
                        + " node_id = ? AND t = ?",
                boot,
                usedKib,
                cpus,
                node(node),
                t);
    }

    /** What a process is. */
    public record Proc(
            String node, long job, long epoch, String user, int pid, int ppid, String command) {}

    /** A process in a sample that is already there; keeps job_node as the store does. */
    public StoreFixture seen(Proc p, long t, double utilPercent, long cpuTime, long rssKib) {
        return seen(p, t, utilPercent, cpuTime, rssKib, 0);
    }

    public StoreFixture seen(
            Proc p, long t, double utilPercent, long cpuTime, long rssKib, int rolledup) {
        long node = node(p.node());
        long user = id("usr", p.user());
        long command = id("command", p.command());
        sql(
                "INSERT OR IGNORE INTO proc (node_id, job_id, epoch, user_id, pid, ppid,"
                        + " command_id, in_container) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                node,
                p.job(),
                p.epoch(),
                user,
                p.pid(),
                p.ppid(),
                command);
        sql("INSERT OR IGNORE INTO open_sample VALUES (?, ?, '[]', '[]')", node, t);
        sql(
                "UPDATE open_sample SET procs = json_insert(procs, '$[#]', (SELECT json_array(id,"
                        + " 0, ?, ?, ?, ?, 0, 1, 0, ?, ?, ?) FROM proc WHERE node_id = ? AND job_id"
                        + " = ? AND epoch = ? AND user_id = ? AND pid = ? AND ppid = ? AND"
                        + " command_id = ?)) WHERE node_id = ? AND t = ?",
                rssKib,
                2 * rssKib,
                10 * cpuTime,
                4 * cpuTime,
                Math.round(utilPercent * 1000),
                cpuTime,
                rolledup,
                node,
                p.job(),
                p.epoch(),
                user,
                p.pid(),
                p.ppid(),
                command,
                node,
                t);
        return this;
    }

    /** Fills job_node from the samples, by the definition in V1. */
    public StoreFixture totals() {
        return sql(
                "INSERT INTO job_node SELECT job_id, epoch, node_id, user_id, min(t), max(t),"
                    + " count(*), sum(ms), sum(none), max(util), max(rss), max(procs) FROM (SELECT"
                    + " p.job_id, p.epoch, p.node_id, p.user_id, s.t,"
                    + " coalesce(round(sum(cpu_util_m) * interval_ms / 1e5), 0) AS ms, interval_ms"
                    + " IS NULL AS none, sum(cpu_util_m) AS util, sum(rss_kb) AS rss, count(*) AS"
                    + " procs FROM proc_open s JOIN node_sample n USING (node_id, t) JOIN proc p ON"
                    + " p.id = s.proc_id GROUP BY 1, 2, 3, 4, 5) GROUP BY 1, 2, 3, 4");
    }

    @Override
    public void close() throws SQLException {
        connection.commit();
        connection.close();
    }
}
