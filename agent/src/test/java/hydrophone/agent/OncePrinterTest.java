package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.Receipt;
import hydrophone.agent.daemon.Envelopes;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.JobsAttributes;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;

final class OncePrinterTest {
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-03-04T10:15:00+01:00");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final OnceOptions options = new OnceOptions();
    private final OncePrinter printer = new OncePrinter(options, NOW, out);
    private int accepted;

    private final class Counting implements Receipt {
        @Override
        public void accepted() {
            accepted++;
        }

        @Override
        public void lost() {}
    }

    private void message(String cluster, Attr... attrs) {
        printer.message(
                new JobsAttributes(NOW, cluster, List.of()), List.of(attrs), new Counting());
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void messages_areLinesAtOnce_troublesOneEnvelopeAtTheEnd() {
        options.producer = "sonar";
        printer.trouble("scontrol: exit status 1");
        message("a", new Attr("missing", "nodes"));
        assertEquals(1, lines().size());
        assertTrue(lines().getFirst().contains("{\"producer\":\"sonar\""), lines().toString());
        assertTrue(lines().getFirst().contains("\"missing\""), lines().toString());
        message("b");
        printer.trouble("sacct: killed after 180 s");
        printer.finish();
        assertEquals(3, lines().size());
        String errors = lines().getLast();
        assertTrue(
                errors.matches(
                        ".*\"errors\":\\[\\{\"detail\":\"scontrol: exit status 1\",\"time\":.*"
                                + "\\{\"detail\":\"sacct: killed after 180 s\",.*]}"),
                errors);
        assertEquals(2, accepted);
    }

    @Test
    void nothingButTrouble_isOneObject() {
        options.procRoot = Path.of("/nonexistent");
        printer.trouble("sinfo: cannot be started: no such file");
        printer.finish();
        assertEquals(1, lines().size());
        assertTrue(lines().getFirst().startsWith("{\"meta\":{"), lines().toString());
    }

    @Test
    void noTrouble_isNoEnvelope() {
        message("a");
        printer.finish();
        assertEquals(1, lines().size());
    }

    @Test
    void tooLargeAMessage_isATrouble() {
        message("x".repeat(Envelopes.MAX_BYTES));
        printer.finish();
        assertEquals(1, lines().size());
        assertTrue(lines().getFirst().contains("\"detail\":\"the message is too large\""));
    }

    @Test
    void pretty_isOverManyLines() {
        options.pretty = true;
        message("a");
        assertTrue(lines().size() > 5, lines().toString());
        assertEquals("}", lines().getLast());
    }

    @Test
    void silenced_printsNothingAnyMore() {
        message("a");
        printer.silence();
        message("b");
        printer.trouble("t");
        printer.finish();
        assertEquals(1, lines().size());
    }

    @Test
    void outputThatCannotBeWritten_isNoTroubleOfTheCollector() {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        OncePrinter broken = new OncePrinter(options, NOW, full);
        var error =
                assertThrows(
                        UncheckedIOException.class,
                        () ->
                                broken.message(
                                        new JobsAttributes(NOW, "c", List.of()),
                                        List.of(),
                                        new Counting()));
        assertTrue(error.toString().contains("No space left on device"), error.toString());
    }
}
