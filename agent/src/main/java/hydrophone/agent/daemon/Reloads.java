package hydrophone.agent.daemon;

import java.time.Instant;

/** How the configuration was read last. Thread-safe. */
public final class Reloads {
    private volatile State state;

    /**
     * @param successful whether the latest attempt was
     * @param since when the configuration in use was read
     */
    public record State(boolean successful, Instant since) {}

    /**
     * @param start when the first was read
     */
    public Reloads(Instant start) {
        this.state = new State(true, start);
    }

    /** A new configuration is in use. */
    public void succeeded(Instant time) {
        state = new State(true, time);
    }

    /** There was a new one that cannot be used; the old one stays. */
    public void failed() {
        state = new State(false, state.since());
    }

    public State state() {
        return state;
    }
}
