package hydrophone.codec;

import java.util.Objects;

/**
 * Bytes that are no message of the expected type. The message text names the member and what was
 * expected, in one line of at most 300 characters, control characters made visible.
 */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why; the word goes into the dead letter. */
    public enum Reason {
        /** No JSON object, or more than one. */
        SYNTAX("syntax"),
        /** Depth, size of the document, of a text or of a number. */
        LIMIT("limit"),
        /** A member is missing or has another type than the format says. */
        SHAPE("shape"),
        /** {@code data.type} is not the topic's. */
        TYPE("type"),
        /**
         * A node or cluster name outside {@code [A-Za-z0-9._-]{1,253}} or with two dots in a row.
         */
        NAME("name");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    private static final int LONGEST = 300;

    private final Reason reason;

    public MalformedMessageException(Reason reason, String path, String detail) {
        super(CleanText.visible(path.isEmpty() ? detail : path + ": " + detail, LONGEST));
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
