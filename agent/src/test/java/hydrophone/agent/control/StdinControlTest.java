package hydrophone.agent.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.topic.ControlMessage;

import org.junit.jupiter.api.Test;

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
}
