package hydrophone.ingest.query;

/** What a user can cause and cure, as one line, with the exit status that belongs to it. */
public final class QueryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exit;

    QueryException(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    public static QueryException usage(String message) {
        return new QueryException(2, message);
    }

    /** 2 usage, 65 data, 70 internal, 74 damaged, 75 busy, 77 permission, 78 no usable store. */
    public int exit() {
        return exit;
    }

    /** The line to print; never null. */
    public String line() {
        String message = getMessage();
        return message == null ? "unknown error" : message;
    }
}
