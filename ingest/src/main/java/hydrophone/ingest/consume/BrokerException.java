package hydrophone.ingest.consume;

import hydrophone.kafka.Trouble;

import org.jspecify.annotations.Nullable;

/** The broker cannot be used; the text is one line for a person. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /**
     * @param exitCode 69 unavailable, 77 refused, 78 wrongly configured
     */
    BrokerException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    BrokerException(Trouble trouble, @Nullable Throwable cause) {
        super(trouble.text(), cause);
        this.exitCode = trouble.kind().exitCode();
    }

    public int exitCode() {
        return exitCode;
    }
}
