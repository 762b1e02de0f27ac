package hydrophone.agent.daemon;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When the daemon's loop last came round: it is alive as long as it does. Thread-safe. */
public final class Heartbeat {
    private final LongSupplier nanos;
    private final Runnable listener;
    private volatile long last;

    /**
     * @param nanos a clock that only goes forward
     * @param listener told of each beat, on the loop's thread
     */
    public Heartbeat(LongSupplier nanos, Runnable listener) {
        this.nanos = nanos;
        this.listener = listener;
        this.last = nanos.getAsLong();
    }

    /** From the loop, each time that it comes round; costs nothing to speak of. */
    public void beat() {
        last = nanos.getAsLong();
        listener.run();
    }

    /** Since the last beat, or the making of this. */
    public Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - last);
    }
}
