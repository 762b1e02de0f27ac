package hydrophone.agent.daemon;

import hydrophone.agent.sink.Outbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What this run has done so far. Thread-safe. */
public final class AgentCounters implements Outbox.Counts {
    private final AtomicLong produced = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong unknownControl = new AtomicLong();
    private final AtomicLong collectNanos = new AtomicLong();

    @Override
    public void sent() {
        sent.incrementAndGet();
    }

    @Override
    public void dropped() {
        dropped.incrementAndGet();
    }

    @Override
    public void refused() {
        refused.incrementAndGet();
    }

    void produced(int messages) {
        produced.addAndGet(messages);
    }

    void skipped(long points) {
        skipped.addAndGet(points);
    }

    void collected(Duration took) {
        collectNanos.addAndGet(took.toNanos());
    }

    void failed() {
        failures.incrementAndGet();
    }

    void unknownControl() {
        unknownControl.incrementAndGet();
    }

    /** Everything in one line of {@code key=value}. */
    public String line() {
        return "produced="
                + produced
                + " sent="
                + sent
                + " dropped="
                + dropped
                + " refused="
                + refused
                + " skipped-points="
                + skipped
                + " failures="
                + failures
                + " unknown-control="
                + unknownControl
                + " collect-ms="
                + collectNanos.get() / 1_000_000;
    }
}
