package hydrophone.topic;

import org.jspecify.annotations.Nullable;

/**
 * What an operator tells daemons over a control topic (Kafka key and value) or stdin. An empty
 * value and none are the same. Keys nobody knows are {@link Unknown}: to be logged and counted,
 * never an error.
 */
public sealed interface ControlMessage {

    /** Ends the daemon. */
    record Exit() implements ControlMessage {}

    /** Switches the printing of outgoing messages on stdout; sending goes on. */
    record Dump(boolean on) implements ControlMessage {}

    /** Reads the configuration again. */
    record Reload() implements ControlMessage {}

    /** Asks for a line in the log. */
    record Ping() implements ControlMessage {}

    /** A key that this version does not know, or a value that its key does not take. */
    record Unknown(String key, String value) implements ControlMessage {}

    /** Never fails. */
    static ControlMessage parse(@Nullable String key, @Nullable String value) {
        String word = key == null ? "" : key.strip();
        String argument = value == null ? "" : value.strip();
        return switch (word) {
            case "exit" -> new Exit();
            case "reload" -> new Reload();
            case "ping" -> new Ping();
            case "dump" ->
                    switch (argument) {
                        case "true" -> new Dump(true);
                        case "false" -> new Dump(false);
                        default -> new Unknown(word, argument);
                    };
            default -> new Unknown(word, argument);
        };
    }
}
