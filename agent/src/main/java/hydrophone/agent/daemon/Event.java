package hydrophone.agent.daemon;

import hydrophone.topic.ControlMessage;

import java.time.Instant;

/** What the daemon's thread acts upon, one at a time. */
public sealed interface Event {

    /**
     * It is time to observe.
     *
     * @param point the cadence point, or the start's own second
     * @param skipped points that passed unused before it
     */
    record Tick(Operation operation, Instant point, long skipped) implements Event {}

    /** An observation on a thread of its own is over. */
    record Observed(Operation operation) implements Event {}

    /** An operator's word. */
    record Control(ControlMessage message) implements Event {}

    /**
     * The operating system's word.
     *
     * @param name without SIG: TERM, INT, HUP
     */
    record Signal(String name) implements Event {}

    /** Nobody reads our output any more. */
    record SinkGone(String why) implements Event {}

    /** {@code [debug] time-limit} is over. */
    record TimeUp() implements Event {}
}
