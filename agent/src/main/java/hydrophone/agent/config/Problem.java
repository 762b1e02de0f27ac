package hydrophone.agent.config;

import java.util.Objects;

/**
 * One thing to say about a configuration file; as text {@code FILE:LINE: key: what was expected;
 * cure}.
 *
 * @param file as the user named it
 * @param line from 1; 0 when something is missing
 * @param subject {@code section.key}, or "" when the line is none
 * @param text what was expected, and the cure
 * @param kind how bad it is
 */
public record Problem(String file, int line, String subject, String text, Kind kind) {
    /** How bad. */
    public enum Kind {
        /** The file cannot be used. */
        ERROR,
        /** As {@link #ERROR}, since the mode of a file lets others in. */
        FORBIDDEN,
        /** A key nobody knows, a secret in the open: the daemon goes on, {@code check} refuses. */
        DOUBTFUL,
        /** Known, but without effect, or with another effect than one may think. */
        WARNING
    }

    public Problem {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(kind, "kind");
    }

    @Override
    public String toString() {
        return file
                + (line > 0 ? ":" + line : "")
                + ": "
                + (subject.isEmpty() ? "" : subject + ": ")
                + text;
    }
}
