package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What docs/store.md shows works, and its answers are those worked out from ExampleStore. */
final class StoreExamplesTest {
    private final StoreDocument document = new StoreDocument();

    @TempDir Path dir;

    @BeforeEach
    void fill() {
        ExampleStore.make(dir);
    }

    /** Columns, how many rows, and the first of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1; time node cores_busy rss_gib processes; 18; 2026-03-04T11:00:00Z c1-1 4.0 5.0"
                        + " 2",
                "2; job_id name state req_cpus cpu_hours efficiency_pct; 2; 1467081 train RUNNING 4"
                        + " 1.0 25.0",
                "3; node last_time silent_s; 1; c1-2 2026-03-04 11:25:00 2100",
                "4; hour_utc samples load5_avg load5_max used_max_gib; 1; 2026-03-04 11:00 12 5.5"
                        + " 11.0 8.0",
                "5; job_id user node card_index samples util_avg_pct memory_max_gib; 1; 1467080 bob"
                        + " gpu-3 0 12 0.0 29.0",
                "6; partition waiting longest_h average_h; 2; normal 2 4.0 2.5",
                "7; job_id user state requested_gib peak_gib used_pct; 1; 1467074 ec-anna COMPLETED"
                        + " 16.0 7.0 43.8",
                "8; time pid user command job_id epoch cpu_util_pct rss_gib threads; 2; "
                        + "2026-03-04T11:30:00Z 101 ec-anna python3 1467074 0 350.0 4.0 4",
                "9; nodes states time; 1; c1-[6-7] IDLE+DRAIN 2026-03-04T11:55:00Z",
                "10; what origin time detail; 3; gap gpu-3 2026-03-04T11:55:00Z sample: 1 of 13"
                        + " messages missing"
            })
    void example_answersItsQuestion(int number, String columns, int rows, String first)
            throws SQLException {
        List<String> said = ask(document.examples().get(number - 1));
        assertEquals(columns, said.getFirst());
        assertEquals(rows, said.size() - 1, said::toString);
        assertEquals(first, said.get(1));
    }

    /** 12 x 300 s of four cores and 6 x 300 s of two, of eight cores for an hour. */
    @Test
    void efficiency_isOfAllNodesOfTheJob() throws SQLException {
        String second = ask(document.examples().get(1)).get(2);
        assertEquals("1467074 relax_7 COMPLETED 8 5.0 62.5", second);
    }

    @Test
    void troubles_areAllThere() throws SQLException {
        List<String> said = ask(document.examples().get(9));
        assertEquals(
                "dead letter fox.educloud.no.sample/0/33 2026-03-04T11:50:00Z syntax: ends too"
                        + " early",
                said.get(2).replaceFirst("/\\d+ ", "/33 "));
        assertEquals("error login-1 2026-03-04T11:40:00Z cluster: sinfo: timed out", said.get(3));
    }

    @Test
    void thereAreTenExamples_eachWithItsQuestion() {
        assertEquals(10, document.examples().size());
        assertEquals(10, document.questions());
    }

    @Test
    void everyView_isNamed_andEveryNameIsAView() throws SQLException {
        List<String> views =
                ask("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'");
        assertEquals(new TreeSet<>(views.subList(1, views.size())), document.views());
    }

    @Test
    void examples_askViewsOnly() throws SQLException {
        List<String> tables = ask("SELECT name FROM sqlite_schema WHERE type = 'table'");
        String names = String.join("|", tables.subList(1, tables.size()));
        Pattern use = Pattern.compile("(?i)\\b(FROM|JOIN)\\s+(" + names + ")\\b");
        for (String sql : document.examples()) {
            assertFalse(use.matcher(sql).find(), sql);
        }
    }

    /** The half hour from 11:00, both ends in it: seven samples of c1-1, six of c1-2. */
    @Test
    void grafanasQuery_hasTheDashboardsTimes() throws SQLException {
        long from = 1_772_622_000_000L;
        String sql =
                document.grafana()
                        .replace("$__from", Long.toString(from))
                        .replace("$__to", Long.toString(from + 1_800_000));
        List<String> said = ask(sql);
        assertEquals("t metric value", said.get(0));
        assertEquals(13, said.size() - 1);
        assertEquals("1772622000 c1-1 0.0", said.get(1));
    }

    private List<String> ask(String sql) throws SQLException {
        String url = "jdbc:sqlite:file:" + dir.resolve("store.db") + "?mode=ro";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return lines(rows);
        }
    }

    /** The names of the columns, then the rows. */
    static List<String> lines(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) names.add(columns.getColumnLabel(i));
        List<String> lines = new ArrayList<>(List.of(String.join(" ", names)));
        while (rows.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= names.size(); i++) cells.add(String.valueOf(rows.getString(i)));
            lines.add(String.join(" ", cells));
        }
        return lines;
    }
}
