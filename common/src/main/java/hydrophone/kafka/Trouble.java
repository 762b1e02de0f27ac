package hydrophone.kafka;

import java.util.Objects;

/**
 * What stands between us and a broker.
 *
 * @param kind whose it is to mend
 * @param text one line for a person: what is wrong, and the cure
 */
public record Trouble(Kind kind, String text) {
    public Trouble {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** Who has to do something. */
    public enum Kind {
        /** Nobody answers. */
        UNREACHABLE(69),
        /** The broker refuses user, password or permission. */
        REFUSED(77),
        /** Certificates, listeners and settings do not fit together. */
        CONFIGURATION(78);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Of a command that ends for it, as in {@code sysexits.h}. */
        public int exitCode() {
            return exitCode;
        }
    }

    static Trouble refused(String text) {
        return new Trouble(Kind.REFUSED, text);
    }

    static Trouble wrong(String text) {
        return new Trouble(Kind.CONFIGURATION, text);
    }
}
