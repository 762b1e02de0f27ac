package hydrophone.metrics;

import hydrophone.codec.JsonText;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What there is to read, by its path; nothing lies on a disk. */
final class Pages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String HOME =
            """
            <!DOCTYPE html>
            <html lang="en"><head><title>TITLE</title></head><body>
            <h1>TITLE</h1>
            <ul>
            <li><a href="/metrics">metrics</a></li>
            <li><a href="/-/healthy">healthy</a></li>
            <li><a href="/-/ready">ready</a></li>
            </ul>
            </body></html>
            """;

    private final Subject subject;
    private final Health health;
    private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();

    Pages(Subject subject, Health health) {
        this.subject = subject;
        this.health = health;
    }

    /** An answer to a request. */
    record Page(int status, String type, String text) {}

    /**
     * @param path without what stands behind a question mark
     * @param accept what the reader takes, as in HTTP
     */
    Page at(String path, String accept) {
        return switch (path) {
            case "/" -> new Page(200, HTML, HOME.replace("TITLE", subject.title()));
            case "/metrics" -> metrics(accept);
            case "/-/healthy", "/healthz" -> healthy();
            case "/-/ready", "/readyz" -> ready();
            default -> words(404, "No such page; / has links.");
        };
    }

    private Page metrics(String accept) {
        ExpositionFormatWriter writer = open.accepts(accept) ? open : plain;
        try (ByteArrayOutputStream body = new ByteArrayOutputStream(8 * 1024)) {
            writer.write(body, subject.figures().get(), EscapingScheme.UNDERSCORE_ESCAPING);
            String text = body.toString(StandardCharsets.UTF_8);
            return new Page(200, writer.getContentType(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Page healthy() {
        if (health.alive()) return words(200, "healthy");
        long seconds = health.sinceBeat().get().toSeconds();
        return words(503, "The main loop has been stuck for " + seconds + " s.");
    }

    private Page ready() {
        List<String> obstacles = health.obstacles().get();
        StringBuilder body = new StringBuilder("{\"ready\":");
        body.append(obstacles.isEmpty()).append(",\"reasons\":[");
        for (int i = 0; i < obstacles.size(); i++) {
            if (i > 0) body.append(',');
            JsonText.quote(obstacles.get(i), body);
        }
        return new Page(obstacles.isEmpty() ? 200 : 503, JSON, body.append("]}\n").toString());
    }

    /** Words for people. */
    static Page words(int status, String text) {
        return new Page(status, TEXT, text + "\n");
    }
}
