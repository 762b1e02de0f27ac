package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/**
 * The SQLite of RHEL 9 reads a store that ours has written: every view, and every example of
 * docs/store.md, with the same answers. The build lays the old driver into target/old-sqlite; it
 * sees nothing of our class path.
 */
final class OldSqliteTest {
    private static final Path JAR = Path.of("target/old-sqlite/sqlite-jdbc.jar");

    @TempDir Path dir;

    @Test
    void oldestSqlite_readsEveryView_andAnswersTheExamplesAsOursDoes() throws Exception {
        ExampleStore.make(dir);
        Path copy = Files.copy(dir.resolve("store.db"), dir.resolve("copy.db"));
        assertTrue(Files.exists(JAR), JAR + " is missing: the build copies it (mvn test)");
        URL[] jar = {JAR.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, Driver.class.getClassLoader());
                Connection old = open(driver(loader), copy);
                Connection ours = open(new org.sqlite.JDBC(), dir.resolve("store.db"))) {
            assertEquals(
                    List.of("sqlite_version()", "3.34.0"), ask(old, "SELECT sqlite_version()"));
            List<String> views = ask(old, "SELECT name FROM sqlite_master WHERE type = 'view'");
            assertTrue(
                    views.size() > new StoreDocument().views().size(),
                    "those, and a few of our own");
            for (String view : views.subList(1, views.size())) {
                same(old, ours, "SELECT * FROM " + view);
            }
            for (String sql : new StoreDocument().examples()) same(old, ours, sql);
        }
    }

    private static Driver driver(ClassLoader loader) throws ReflectiveOperationException {
        return (Driver) loader.loadClass("org.sqlite.JDBC").getConstructor().newInstance();
    }

    private static Connection open(Driver driver, Path file) throws SQLException {
        String url = "jdbc:sqlite:file:" + file + "?mode=ro";
        return Objects.requireNonNull(driver.connect(url, new Properties()));
    }

    /** The same rows, in whatever order, as each version plans as it likes. */
    private static void same(Connection old, Connection ours, String sql) throws SQLException {
        assertEquals(sorted(ask(ours, sql)), sorted(ask(old, sql)), sql);
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static List<String> ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return StoreExamplesTest.lines(rows);
        } catch (SQLException e) {
            throw new SQLException(sql, e);
        }
    }
}
