package hydrophone.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

final class LoggersTest {
    private static final String SINK = "hydrophone.agent.sink.Outbox";
    private static final String KAFKA = "org.apache.kafka.common.network.Selector";

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
                2026-03-04T09:15:00.123Z ERROR [kafka::Selector] x
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
                2026-03-04T09:15:00.123Z WARN  [kafka::Selector] Connection to node 0 failed
                2026-03-04T09:16:01.123Z WARN  [kafka::Selector] Connection to node 9 failed \
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

    @Test
    void ourWarnings_passTenAMinute_thenAreCounted() {
        Logger sink = loggers(Map.of()).getLogger(SINK);
        for (int i = 0; i < 13; i++) sink.warn("cannot write {}", i);
        sink.warn("something else");
        assertEquals(11, text().lines().count(), text());
        now = now.plusSeconds(61);
        sink.warn("cannot write {}", 99);
        assertTrue(text().contains("cannot write 9\n"), text());
        assertFalse(text().contains("cannot write 10"), text());
        assertTrue(text().endsWith("[hydrophone::sink] cannot write 99 (and 3 more)\n"), text());
    }

    @Test
    void ourNews_areNeverHeldBack() {
        Logger sink = loggers(Map.of("HYDROPHONE_LOG", "trace")).getLogger(SINK);
        for (int i = 0; i < 30; i++) sink.info("sent {}", i);
        for (int i = 0; i < 30; i++) sink.debug("sent {}", i);
        assertEquals(60, text().lines().count(), text());
    }

    /** As where each remark on a configuration is a line: all of them are to be seen. */
    @Test
    void aPatternWithoutWords_isNoKind() {
        Logger sink = loggers(Map.of()).getLogger(SINK);
        for (int i = 0; i < 30; i++) sink.warn("{}", "f.cfg:" + i + ": unknown setting");
        assertEquals(30, text().lines().count(), text());
        for (int i = 0; i < 30; i++) sink.warn("{}", "f.cfg:1: unknown setting");
        assertEquals(39, text().lines().count(), text());
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, false",
        "'', true, true",
        "json, false, true",
        "text, true, false",
        "yaml, true, true",
    })
    void environment_overridesTheFormat(String variable, boolean asked, boolean json) {
        Loggers loggers = loggers(Map.of("HYDROPHONE_LOG_FORMAT", variable));
        if (asked) loggers.json();
        loggers.getLogger(SINK).warn("x");
        assertEquals(json, text().startsWith("{"), text());
    }

    @Test
    void json_isOneObjectALine_withFieldsOfTheMessage() throws IOException {
        Logger sink = loggers(Map.of("HYDROPHONE_LOG_FORMAT", "json")).getLogger(SINK);
        sink.warn("a \"b\"\n\u202e {} n={} on={} none={}", "x", 7, true, null);
        sink.error("bad", new IllegalStateException("why"));
        assertEquals(
                """
                {"ts":"2026-03-04T09:15:00.123Z","level":"WARN","component":"hydrophone::sink",\
                "msg":"a \\"b\\"\\n\\u202e x n=7 on=true none=null",\
                "fields":{"n":7,"on":true,"none":null}}
                {"ts":"2026-03-04T09:15:00.123Z","level":"ERROR","component":"hydrophone::sink",\
                "msg":"bad: java.lang.IllegalStateException: why"}
                """,
                text());
        for (String line : text().lines().toList()) {
            assertTrue(new ObjectMapper().readTree(line).isObject(), line);
        }
    }

    @Test
    void json_holdsATraceInItsLine() throws IOException {
        loggers(Map.of("HYDROPHONE_LOG_FORMAT", "json", "HYDROPHONE_DEBUG", ""))
                .getLogger(SINK)
                .warn("bad", new IllegalStateException("why"));
        assertEquals(1, text().lines().count(), text());
        String trace = new ObjectMapper().readTree(text()).get("trace").asText();
        assertTrue(trace.contains("\n\tat hydrophone"), trace);
    }

    private static String streamOf(String descriptor) throws IOException {
        Path file = Path.of(descriptor);
        return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    }

    @Test
    void journal_getsThePriorityOfEachLine() throws IOException {
        Loggers loggers =
                loggers(
                        Map.of(
                                "JOURNAL_STREAM",
                                streamOf("/proc/self/fd/2"),
                                "HYDROPHONE_LOG",
                                "trace"));
        Logger sink = loggers.getLogger(SINK);
        sink.error("e");
        sink.warn("w");
        sink.info("i");
        sink.debug("d");
        sink.trace("t");
        assertEquals(
                List.of("<3>2026", "<4>2026", "<6>2026", "<7>2026", "<7>2026"),
                text().lines().map(line -> line.substring(0, 7)).toList());
    }

    @Test
    void journal_getsThePriorityOfEachLineOfATrace() throws IOException {
        loggers(Map.of("JOURNAL_STREAM", streamOf("/proc/self/fd/2"), "HYDROPHONE_DEBUG", ""))
                .getLogger(SINK)
                .error("bad", new IllegalStateException("why"));
        assertTrue(text().lines().count() > 3, text());
        assertTrue(text().lines().allMatch(line -> line.startsWith("<3>")), text());
        assertTrue(text().endsWith("\n"), text());
    }

    /** A child inherits the variable, whatever became of its standard error. */
    @ParameterizedTest
    @ValueSource(strings = {"", "1:1", "9:", "x", "8:12345678901234567890123"})
    void aStreamThatIsNotStandardError_getsPlainLines(String stream) {
        loggers(Map.of("JOURNAL_STREAM", stream)).getLogger(SINK).warn("text {}", 7);
        assertEquals("2026-03-04T09:15:00.123Z WARN  [hydrophone::sink] text 7\n", text());
    }

    @Test
    void json_hasNoPriorities() throws IOException {
        loggers(
                        Map.of(
                                "JOURNAL_STREAM",
                                streamOf("/proc/self/fd/2"),
                                "HYDROPHONE_LOG_FORMAT",
                                "json"))
                .getLogger(SINK)
                .warn("x");
        assertTrue(text().startsWith("{\"ts\""), text());
    }
}
