package hydrophone.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.metrics.Pages.Page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

final class PagesTest {
    private final Telling telling = new Telling();
    private final Pages pages = new Pages(telling.subject(), telling.health());

    private static String text(Page page) {
        return page.text();
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
        String family = "test_done" + (open ? "" : "_total");
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
