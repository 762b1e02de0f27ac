package hydrophone.deploy.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class DemoTextTest {

    @ParameterizedTest
    @CsvSource({"40s, 40", "2m, 120", "1h, 3600", "7, 7", "5M, 300"})
    void durations(String text, long seconds) {
        assertEquals(seconds, new DemoCommand.DurationWords().convert(text).toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.5m", "40 s", "1d", "99999999"})
    void whatIsNoDurationIsRefused(String text) {
        assertThrows(
                TypeConversionException.class, () -> new DemoCommand.DurationWords().convert(text));
    }

    @Test
    void countsOfALine() {
        assertEquals(new Answers.Counts(1, 2, 3, 4, 5, 6), Answers.counts("1,2,3,4,5,6"));
        assertEquals(Answers.Counts.NONE, Answers.counts("1,2,3"));
        assertEquals(Answers.Counts.NONE, Answers.counts("no such table"));
    }

    @Test
    void pathsAreQuotedForAShellOnlyWhereNeeded() {
        assertEquals("/tmp/a-b_c.d", Demo.quoted(Path.of("/tmp/a-b_c.d")));
        assertEquals("'/tmp/a b'", Demo.quoted(Path.of("/tmp/a b")));
        assertEquals("'/tmp/it'\\''s'", Demo.quoted(Path.of("/tmp/it's")));
    }

    @Test
    void aBlockSaysProducedStoredAndBusiest() {
        List<String> block =
                Screen.block(
                        12,
                        Map.of(MessageType.SAMPLE, 2L),
                        new Answers.Counts(2, 1, 300, 40, 0, 3),
                        List.of("job user"));
        assertEquals("  12 s  produced: 2 sample", block.get(1));
        assertEquals(
                "        stored:   2 sample, 1 sysinfo = 300 rows of processes in 40 jobs;"
                        + " 0 dead letters",
                block.get(2));
        assertEquals("          job user", block.getLast());
        assertEquals(
                "   0 s  produced: nothing yet",
                Screen.block(0, Map.of(), Answers.Counts.NONE, List.of()).get(1));
    }

    @Test
    void aTerminalIsRedrawnInPlaceAndAFileIsNot() {
        assertEquals("a\nb\n\u001b[2A\u001b[Jc\n", drawn(true));
        assertEquals("a\nb\nc\n", drawn(false));
    }

    private static String drawn(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        screen.draw(List.of("a", "b"));
        screen.draw(List.of("c"));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
