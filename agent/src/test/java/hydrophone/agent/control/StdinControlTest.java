package hydrophone.agent.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.topic.ControlMessage;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class StdinControlTest {

    @Test
    void parse_lineForUs() {
        assertEquals(Optional.of(new ControlMessage.Exit()), StdinControl.parse(" t   exit ", "t"));
        assertEquals(
                Optional.of(new ControlMessage.Dump(true)),
                StdinControl.parse("t dump  true", "t"));
        assertEquals(
                Optional.of(new ControlMessage.Unknown("a", "b c")),
                StdinControl.parse("t a b   c", "t"));
    }

    @Test
    void parse_otherTopicOrTooShort_isNotForUs() {
        assertEquals(Optional.empty(), StdinControl.parse("u exit", "t"));
        assertEquals(Optional.empty(), StdinControl.parse("t", "t"));
        assertEquals(Optional.empty(), StdinControl.parse("", "t"));
    }

    /** Whoever writes without end into the pipe costs no memory, and the next line counts again. */
    @Test
    void read_lineWithoutEnd_isPassedOver() {
        List<ControlMessage> read = new ArrayList<>();
        String text = "t exit " + " ".repeat(10_000) + "\nt ping\nt reload";
        StdinControl.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "t", read::add);
        assertEquals(List.of(new ControlMessage.Ping()), read);
    }
}
