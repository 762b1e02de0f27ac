package hydrophone.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.message.MessageType;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

final class ExpositionTest {
    private static final Path TABLE =
            Path.of(System.getProperty("project.root", ".."), "docs", "metrics.md");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private final Telling telling = new Telling();

    private String metrics() {
        return text(telling);
    }

    private static String text(Telling telling) {
        try (ByteArrayOutputStream body = new ByteArrayOutputStream()) {
            PrometheusTextFormatWriter.create()
                    .write(
                            body,
                            AgentMetrics.subject(telling.sources()).figures().get(),
                            EscapingScheme.UNDERSCORE_ESCAPING);
            return body.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        String out = text(all);
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
}
