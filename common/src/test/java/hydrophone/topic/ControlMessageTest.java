package hydrophone.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.topic.ControlMessage.Dump;
import hydrophone.topic.ControlMessage.Exit;
import hydrophone.topic.ControlMessage.Ping;
import hydrophone.topic.ControlMessage.Reload;
import hydrophone.topic.ControlMessage.Unknown;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

class ControlMessageTest {

    static Stream<Arguments> reads() {
        return Stream.of(
                Arguments.of("exit", null, new Exit()),
                Arguments.of("exit", "", new Exit()),
                Arguments.of(" exit\n", "now", new Exit()),
                Arguments.of("reload", null, new Reload()),
                Arguments.of("ping", "x", new Ping()),
                Arguments.of("dump", " true ", new Dump(true)),
                Arguments.of("dump", "false", new Dump(false)),
                Arguments.of("dump", "TRUE", new Unknown("dump", "TRUE")),
                Arguments.of("dump", null, new Unknown("dump", "")),
                Arguments.of("EXIT", "", new Unknown("EXIT", "")),
                Arguments.of(null, null, new Unknown("", "")));
    }

    @ParameterizedTest
    @MethodSource
    void reads(@Nullable String key, @Nullable String value, ControlMessage expected) {
        assertEquals(expected, ControlMessage.parse(key, value));
    }
}
