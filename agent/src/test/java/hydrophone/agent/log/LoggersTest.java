package hydrophone.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class LoggersTest {
    private static final String SINK = "hydrophone.agent.sink.Outbox";
    private static final String KAFKA = "org.apache.kafka.clients.producer.internals.Sender";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-03-04T09:15:00.123Z");

    private Loggers loggers(Map<String, String> environment) {
        return new Loggers(out, () -> now, environment);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void slf4j_findsUs() {
        assertTrue(LoggerFactory.getILoggerFactory() instanceof Loggers);
        assertTrue(Loggers.installed().isPresent());
    }

    @Test
    void line_hasSonarsForm() {
        loggers(Map.of()).getLogger(SINK).warn("text {}", 7);
        loggers(Map.of()).getLogger(KAFKA).error("x");
        assertEquals(
                """
                2026-03-04T09:15:00.123Z WARN  [hydrophone::sink] text 7
                2026-03-04T09:15:00.123Z ERROR [kafka::Sender] x
                """,
                text());
    }

    @Test
    void controlCharacters_cannotBreakTheLine() {
        loggers(Map.of()).getLogger(SINK).warn("a\nb\u001b[31m\u202e");
        assertEquals(
                "2026-03-04T09:15:00.123Z WARN  [hydrophone::sink] a\\nb\\x1b[31m\\x202e\n",
                text());
    }

    @Test
    void verbose_showsOurDebugOnly() {
        Loggers loggers = loggers(Map.of());
        Logger ours = loggers.getLogger(SINK);
        assertFalse(ours.isDebugEnabled());
        assertTrue(ours.isInfoEnabled());
        loggers.verbose();
        assertTrue(ours.isDebugEnabled());
        assertFalse(loggers.getLogger(KAFKA).isInfoEnabled());
    }

    @ParameterizedTest
    @CsvSource({
        "HYDROPHONE_LOG, off, false, false",
        "HYDROPHONE_LOG, error, false, false",
        "HYDROPHONE_LOG, WARN, true, false",
        "RUST_LOG, debug, true, true",
        "RUST_LOG, sonar=debug, true, false",
    })
    void environment_overrides(String name, String value, boolean warn, boolean debug) {
        Logger logger = loggers(Map.of(name, value)).getLogger(SINK);
        assertEquals(
                List.of(warn, debug), List.of(logger.isWarnEnabled(), logger.isDebugEnabled()));
    }

    @Test
    void libraries_repeatAtMostOnceAMinute() {
        Logger kafka = loggers(Map.of()).getLogger(KAFKA);
        for (int i = 0; i < 5; i++) kafka.warn("Connection to node {} failed", i);
        now = now.plusSeconds(61);
        kafka.warn("Connection to node {} failed", 9);
        assertEquals(
                """
                2026-03-04T09:15:00.123Z WARN  [kafka::Sender] Connection to node 0 failed
                2026-03-04T09:16:01.123Z WARN  [kafka::Sender] Connection to node 9 failed \
                (and 4 more)
                """,
                text());
    }

    @Test
    void connections_areTheSinksToTell_unlessVerbose() {
        Loggers loggers = loggers(Map.of());
        Logger network = loggers.getLogger("org.apache.kafka.clients.NetworkClient");
        network.warn("Connection to node 1 failed");
        assertEquals("", text());
        loggers.verbose();
        network.warn("Connection to node 1 failed");
        assertTrue(text().contains("[kafka::NetworkClient] Connection"), text());
    }

    @Test
    void exception_isItsMessage_andATraceOnlyOnRequest() {
        loggers(Map.of()).getLogger(SINK).warn("bad", new IllegalStateException("why"));
        assertEquals(1, text().lines().count(), text());
        assertTrue(text().endsWith("bad: java.lang.IllegalStateException: why\n"), text());
        loggers(Map.of("HYDROPHONE_DEBUG", "1"))
                .getLogger(SINK)
                .warn("bad", new IllegalStateException("why"));
        assertTrue(text().contains("\tat hydrophone"), text());
    }
}
