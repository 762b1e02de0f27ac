package hydrophone.agent.machine;

/**
 * A kernel file that cannot be read or does not read as its documentation says; {@link #detail}
 * names file, line and expectation.
 */
public final class MalformedFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final String detail;

    public MalformedFileException(String file, String what) {
        super(file + ": " + what);
        this.detail = file + ": " + what;
    }

    public String detail() {
        return detail;
    }
}
