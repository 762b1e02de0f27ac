package hydrophone.agent.collect;

/**
 * An observation that failed as a whole; the message is for the error envelope and names the file
 * or command.
 */
public final class CollectException extends Exception {
    private static final long serialVersionUID = 1;

    public CollectException(String detail) {
        super(detail);
    }

    public CollectException(String detail, Throwable cause) {
        super(detail, cause);
    }
}
