package hydrophone.agent.spool;

import java.io.IOException;

/**
 * A segment is there and cannot be opened now: another user's, or no file may be opened at the
 * moment. Its messages are not lost.
 */
public final class UnreadableSegment extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableSegment(Segment segment, IOException cause) {
        super(
                segment.file()
                        + " cannot be opened ("
                        + cause.getMessage()
                        + "); it must belong to the user of the daemon",
                cause);
    }
}
