package hydrophone.agent.daemon;

import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.spool.Drain;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.agent.spool.Spool;
import hydrophone.message.MessageType;

import java.time.Duration;
import java.time.InstantSource;

/** What this run has done so far, also over reloads of its configuration. Thread-safe. */
public final class AgentCounters implements Outbox.Counts, Drain.Progress, Spool.Listener {
    private final Tally tally;
    private final Durations durations = new Durations();

    public AgentCounters(InstantSource clock) {
        this.tally = new Tally(clock);
    }

    public Tally tally() {
        return tally;
    }

    public Durations durations() {
        return durations;
    }

    @Override
    public void accepted(MessageType type) {
        tally.add(Kind.ACCEPTED, type, 1);
    }

    @Override
    public void sent(MessageType type) {
        tally.add(Kind.SENT, type, 1);
    }

    @Override
    public void dropped(MessageType type) {
        tally.add(Kind.DROPPED, type, 1);
    }

    @Override
    public void lost(MessageType type, Reason reason, long messages) {
        switch (reason) {
            case FULL -> tally.add(Kind.DROPPED, type, messages);
            case DAMAGED -> tally.add(Kind.DAMAGED, type, messages);
        }
    }

    @Override
    public void refused(MessageType type) {
        tally.add(Kind.REFUSED, type, 1);
    }

    @Override
    public void failed() {
        tally.add(Kind.SINK_ERROR, 1);
    }

    void produced(MessageType type, int messages) {
        tally.add(Kind.PRODUCED, type, messages);
    }

    void skipped(MessageType type, long points) {
        tally.add(Kind.SKIPPED, type, points);
    }

    void collected(MessageType type, Duration took) {
        durations.add(type, took);
    }

    /** A collector has seen what it is for. */
    void observed(MessageType type) {
        tally.add(Kind.OBSERVED, type, 1);
    }

    /** A collector could not observe, or not all. */
    void failed(MessageType type) {
        tally.add(Kind.FAILED, type, 1);
    }

    /** A control message that is not to be obeyed, and why. */
    public void ignoredControl(Kind why) {
        tally.add(why, 1);
    }

    /** Everything in one line of {@code key=value}. */
    public String line() {
        StringBuilder line = new StringBuilder(200);
        add(line, "produced", tally.total(Kind.PRODUCED));
        add(line, "accepted", tally.total(Kind.ACCEPTED));
        add(line, "sent", tally.total(Kind.SENT));
        add(line, "dropped", tally.total(Kind.DROPPED));
        add(line, "damaged", tally.total(Kind.DAMAGED));
        add(line, "refused", tally.total(Kind.REFUSED));
        add(line, "sink-failures", tally.total(Kind.SINK_ERROR));
        add(line, "skipped-points", tally.total(Kind.SKIPPED));
        add(line, "failures", tally.total(Kind.FAILED));
        add(line, "unknown-control", tally.total(Kind.CONTROL_UNKNOWN));
        add(line, "stale-control", tally.total(Kind.CONTROL_STALE));
        add(line, "elsewhere-control", tally.total(Kind.CONTROL_ELSEWHERE));
        add(line, "collect-ms", collectMillis());
        return line.toString();
    }

    private long collectMillis() {
        double seconds = 0;
        for (MessageType type : MessageType.values()) seconds += durations.of(type).sum();
        return (long) (seconds * 1000);
    }

    private static void add(StringBuilder line, String key, long value) {
        if (!line.isEmpty()) line.append(' ');
        line.append(key).append('=').append(value);
    }
}
