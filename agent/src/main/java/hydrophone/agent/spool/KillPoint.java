package hydrophone.agent.spool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places where a crash would hurt most, by name, so that a test can end the process right
 * there: with the system property {@code hydrophone.kill-point=NAME:N} the process is gone when it
 * comes by for the N-th time, without a last word, as after kill -9. Otherwise a place costs
 * nothing.
 */
public enum KillPoint {
    /** Nothing of a frame is written yet. */
    BEFORE_FRAME,
    /** Half of a frame is written. */
    WITHIN_FRAME,
    /** Frames are written and not synced. */
    BEFORE_SYNC,
    /** Frames are on the disk, and nobody knows yet. */
    AFTER_SYNC,
    /** A segment was made and holds its header only. */
    NEW_SEGMENT,
    /** The broker has acknowledged, and the cursor does not say so. */
    BEFORE_CURSOR,
    /** The cursor is written, and a segment that nobody needs is still there. */
    BEFORE_UNLINK,
    /** A segment is gone. */
    AFTER_UNLINK,
    /** The cap is reached: what goes is noted, and is still there. */
    BEFORE_DROP,
    /** Bad bytes lie in the quarantine, and are still to be passed over. */
    AFTER_QUARANTINE,
    /** Messages are about to be sent. */
    BEFORE_SEND,
    /** A loss was reported, and is still noted as to be reported. */
    AFTER_REPORT;

    /** Which one ends the process, and after how many passes. Read once. */
    private static final class Armed {
        private static final String[] AT =
                System.getProperty("hydrophone.kill-point", "").split(":", -1);
        private static final String NAME = AT[0];
        private static final AtomicInteger LEFT =
                new AtomicInteger(AT.length == 2 ? Integer.parseInt(AT[1]) : 0);

        private Armed() {}
    }

    /** We are there. */
    public void reached() {
        if (Armed.NAME.isEmpty() || !Armed.NAME.equals(name())) return;
        if (Armed.LEFT.decrementAndGet() == 0) Runtime.getRuntime().halt(137);
    }
}
