package hydrophone.deploy.demo;

/** Ends the demo: one line for the user, and the exit status. */
final class DemoException extends Exception {
    private static final long serialVersionUID = 1;

    static final int UNAVAILABLE = 69;
    static final int INTERNAL = 70;
    static final int CANNOT_CREATE = 73;

    private final int status;

    DemoException(int status, String line) {
        super(line);
        this.status = status;
    }

    int status() {
        return status;
    }
}
