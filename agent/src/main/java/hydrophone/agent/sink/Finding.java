package hydrophone.agent.sink;

import hydrophone.kafka.Trouble;

import java.util.Objects;

/**
 * What a look at a sink has shown.
 *
 * @param exitStatus of a command that ends for it; 0 = none does
 * @param text one line for a person
 */
public record Finding(Level level, int exitStatus, String text) {
    public Finding {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(text, "text");
    }

    /** Whether something is to be done about it. */
    public enum Level {
        GOOD,
        /** Messages arrive all the same. */
        WARNING,
        /** They do not. */
        WRONG
    }

    public static Finding good(String text) {
        return new Finding(Level.GOOD, 0, text);
    }

    public static Finding warning(String text) {
        return new Finding(Level.WARNING, 0, text);
    }

    public static Finding wrong(int exitStatus, String text) {
        return new Finding(Level.WRONG, exitStatus, text);
    }

    static Finding wrong(Trouble trouble) {
        return wrong(trouble.kind().exitCode(), trouble.text());
    }

    static Finding wrong(Trouble.Kind kind, String text) {
        return wrong(new Trouble(kind, text));
    }
}
