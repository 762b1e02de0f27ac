package hydrophone.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.agent.metrics.Pages.Page;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

final class PagesTest {
    private static final Path TABLE =
            Path.of(System.getProperty("project.root", ".."), "docs", "metrics.md");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private final Telling telling = new Telling();
    private final Pages pages = new Pages(telling.sources(), telling.health());

    private static String text(Page page) {
        return page.text();
    }

    private String metrics() {
        return text(pages.at("/metrics", ""));
    }

    private void assertShows(String... lines) {
        List<String> shown = metrics().lines().toList();
        for (String line : lines) assertTrue(shown.contains(line), () -> line + "\n" + shown);
    }

    @Test
    void counters_areByType() {
        telling.tally.add(Kind.SENT, MessageType.SAMPLE, 2);
        telling.tally.add(Kind.SENT, MessageType.SAMPLE, 1);
        telling.tally.add(Kind.OBSERVED, MessageType.SAMPLE, 5);
        telling.tally.add(Kind.OBSERVED, MessageType.SYSINFO, 9);
        telling.tally.add(Kind.DAMAGED, 4);
        telling.tally.add(Kind.CONTROL_STALE, 6);
        assertShows(
                "hydrophone_agent_messages_sent_total{type=\"sample\"} 3.0",
                "hydrophone_agent_messages_sent_total{type=\"job\"} 0.0",
                "hydrophone_agent_samples_total 5.0",
                "hydrophone_agent_messages_damaged_total{type=\"unknown\"} 4.0",
                "hydrophone_agent_control_ignored_total{reason=\"stale\"} 6.0",
                "hydrophone_agent_last_success_timestamp_seconds{stage=\"send\"} 1.77261576E9",
                "hydrophone_agent_start_time_seconds 1.7726157E9",
                "hydrophone_agent_build_info{version=\"1.2.3\"} 1");
        assertFalse(metrics().contains("stage=\"accept\""), this::metrics);
    }

    @Test
    void durations_areAHistogram_andTheLastAndTheLongest() {
        for (long millis : List.of(20, 300, 40_000, 30)) {
            telling.durations.add(MessageType.SAMPLE, Duration.ofMillis(millis));
        }
        assertShows(
                "hydrophone_agent_collect_duration_seconds_bucket{type=\"sample\",le=\"0.01\"} 0",
                "hydrophone_agent_collect_duration_seconds_bucket{type=\"sample\",le=\"0.025\"} 1",
                "hydrophone_agent_collect_duration_seconds_bucket{type=\"sample\",le=\"0.05\"} 2",
                "hydrophone_agent_collect_duration_seconds_bucket{type=\"sample\",le=\"30.0\"} 3",
                "hydrophone_agent_collect_duration_seconds_bucket{type=\"sample\",le=\"+Inf\"} 4",
                "hydrophone_agent_collect_duration_seconds_count{type=\"sample\"} 4",
                "hydrophone_agent_collect_duration_seconds_sum{type=\"sample\"} 40.35",
                "hydrophone_agent_collect_duration_last_seconds{type=\"sample\"} 0.03",
                "hydrophone_agent_collect_duration_max_seconds{type=\"sample\"} 40.0");
        assertFalse(metrics().contains("duration_seconds_count{type=\"job\"}"), this::metrics);
    }

    @Test
    void spool_isThereWithASpool() {
        assertFalse(metrics().contains("agent_spool"), this::metrics);
        telling.spool = Telling.all().spool;
        assertShows(
                "hydrophone_agent_spool_bytes 4096.0",
                "hydrophone_agent_spool_records 3.0",
                "hydrophone_agent_spool_oldest_age_seconds 90.5",
                "hydrophone_agent_spool_cap_bytes 1.073741824E9",
                "hydrophone_agent_spool_quarantine_bytes 17.0");
    }

    @Test
    void reload_thatFailed_keepsTheTimeOfTheOneInUse() {
        telling.reloads.succeeded(Telling.START.plusSeconds(10));
        telling.reloads.failed();
        assertShows(
                "hydrophone_agent_config_reload_success 0.0",
                "hydrophone_agent_config_success_timestamp_seconds 1.77261571E9");
        telling.reloads.succeeded(Telling.START.plusSeconds(20));
        assertShows(
                "hydrophone_agent_config_reload_success 1.0",
                "hydrophone_agent_config_success_timestamp_seconds 1.77261572E9");
    }

    /** One row a metric: name, type, labels, and the very words of its HELP. */
    @Test
    void theTableOfTheDocument_isWhatComesOut() throws IOException {
        Telling all = Telling.all();
        String out = text(new Pages(all.sources(), all.health()).at("/metrics", ""));
        List<String> rows =
                Files.readAllLines(TABLE).stream()
                        .filter(line -> line.matches("\\| `hydrophone_[a-z_]+` \\|.*"))
                        .toList();
        assertEquals(String.join("\n", rows(out)), String.join("\n", rows));
    }

    private static List<String> rows(String out) {
        Map<String, String> help = new LinkedHashMap<>();
        Map<String, String> type = new LinkedHashMap<>();
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        for (String line : out.lines().toList()) {
            String[] words = line.split(" ", 4);
            switch (words[1]) {
                case "HELP" -> help.put(words[2], words[3]);
                case "TYPE" -> type.put(words[2], words[3]);
                default -> labels(line, type.keySet(), labels);
            }
        }
        List<String> rows = new ArrayList<>();
        help.forEach((name, words) ->
                rows.add(
                        "| `%s` | %s | %s | %s |"
                                .formatted(
                                        name,
                                        type.get(name),
                                        String.join(", ", labels.getOrDefault(name, Set.of())),
                                        words)));
        return rows;
    }

    private static void labels(String line, Set<String> names, Map<String, Set<String>> labels) {
        String name = line.split("[{ ]", 2)[0];
        String family = names.contains(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
        Set<String> own = labels.computeIfAbsent(family, _ -> new TreeSet<>());
        LABEL.matcher(line)
                .results()
                .map((MatchResult result) -> result.group(1))
                .filter(label -> !label.equals("le"))
                .forEach(own::add);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | text/plain; version=0.0.4; charset=utf-8",
                "*/* | text/plain; version=0.0.4; charset=utf-8",
                "text/plain;version=0.0.4;q=0.3 | text/plain; version=0.0.4; charset=utf-8",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily"
                        + " | text/plain; version=0.0.4; charset=utf-8",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3"
                        + " | application/openmetrics-text; version=1.0.0; charset=utf-8",
            })
    void format_isAsAskedFor(String accept, String type) {
        Page page = pages.at("/metrics", accept);
        assertEquals(type, page.type());
        boolean open = type.startsWith("application");
        assertEquals(open, text(page).endsWith("# EOF\n"), text(page));
        String family = "hydrophone_agent_samples" + (open ? "" : "_total");
        assertTrue(text(page).contains("# TYPE " + family + " counter\n"), text(page));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/-/healthy", "/healthz"})
    void healthy_whileTheLoopBeats(String path) {
        telling.sinceBeat = Duration.ofMillis(89_999);
        assertEquals(200, pages.at(path, "").status());
        telling.sinceBeat = Duration.ofSeconds(90);
        assertEquals(503, pages.at(path, "").status());
        assertTrue(text(pages.at(path, "")).contains("90 s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/-/ready", "/readyz"})
    void ready_unlessSomethingIsInTheWay(String path) throws IOException {
        assertEquals(200, pages.at(path, "").status());
        assertEquals("{\"ready\":true,\"reasons\":[]}\n", text(pages.at(path, "")));
        telling.obstacles = List.of("the disk is \"full\"", "no broker\n");
        Page page = pages.at(path, "");
        assertEquals(503, page.status());
        assertEquals("application/json", page.type());
        JsonNode json = new ObjectMapper().readTree(page.text());
        assertFalse(json.get("ready").asBoolean());
        assertEquals("the disk is \"full\"", json.get("reasons").get(0).asText());
        assertEquals("no broker\n", json.get("reasons").get(1).asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/metrics/", "/../metrics", "", "null", "/HEALTHZ"})
    void noOtherPath_leadsAnywhere(String path) {
        assertEquals(404, pages.at(path, "").status());
    }

    @Test
    void home_hasLinksThatWork() {
        String home = text(pages.at("/", ""));
        List<String> links =
                Pattern.compile("href=\"([^\"]+)\"")
                        .matcher(home)
                        .results()
                        .map((MatchResult result) -> result.group(1))
                        .toList();
        assertEquals(3, links.size());
        links.forEach(link -> assertEquals(200, pages.at(link, "").status(), link));
    }
}
