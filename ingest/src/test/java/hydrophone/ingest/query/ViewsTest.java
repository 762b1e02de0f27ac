package hydrophone.ingest.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.Needs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The views are what others stand on: each can be read, by our SQLite and by an older one. */
class ViewsTest {
    @TempDir Path dir;

    private List<String> fill() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", 1000, null).system("c1-1", 1000, 500, 77, "[3,4]");
            store.seen(new StoreFixture.Proc("c1-1", 42, 0, "anna", 9, 1, "x"), 1000, 12.5, 3, 5);
            store.totals();
        }
        List<String> views = new ArrayList<>();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("store.db"));
                Statement s = c.createStatement();
                ResultSet r =
                        s.executeQuery("SELECT name FROM sqlite_master WHERE type = 'view'")) {
            while (r.next()) views.add(r.getString(1));
        }
        return views;
    }

    @Test
    void everyView_readsHere() throws Exception {
        List<String> views = fill();
        assertEquals(32, views.size());
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("store.db"));
                Statement s = c.createStatement()) {
            for (String view : views) s.executeQuery("SELECT * FROM " + view).close();
            ResultSet r = s.executeQuery("SELECT cpu_util_pct, time FROM v_process_sample");
            assertTrue(r.next());
            assertEquals(12.5, r.getDouble(1));
            assertEquals("1970-01-01T00:16:40Z", r.getString(2));
        }
    }

    @Test
    void everyView_readsWithTheSystemsSqlite() throws Exception {
        Path sqlite = Path.of("/usr/bin/sqlite3");
        Needs.that(Files.isExecutable(sqlite), "no /usr/bin/sqlite3 here");
        StringBuilder sql = new StringBuilder();
        for (String view : fill()) sql.append("SELECT count(*) FROM ").append(view).append(";\n");
        Process process =
                new ProcessBuilder(
                                sqlite.toString(),
                                "-bail",
                                "-readonly",
                                dir.resolve("store.db").toString(),
                                sql.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals(32, said.lines().count(), said);
    }

    @Test
    void newestMigration_isTheOneTheReaderKnows() {
        String next = "/db/sqlite/V" + (ReadStore.SCHEMA + 1) + "__";
        Path resources = Path.of("src/main/resources/db/sqlite");
        try (var files = Files.list(resources)) {
            assertTrue(
                    files.noneMatch(f -> f.toString().contains(next)), "raise StoreExport.SCHEMA");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
