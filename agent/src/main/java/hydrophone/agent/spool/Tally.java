package hydrophone.agent.spool;

import hydrophone.agent.spool.Loss.Reason;
import hydrophone.message.MessageType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up which messages are about to go: of each run the first, the last and how many. */
final class Tally {
    private final MessageType type;
    private final Instant now;
    private final Map<String, Loss> runs = new LinkedHashMap<>();
    private long unreadable;
    private long messages;

    /**
     * @param now for those that can no longer be read
     */
    Tally(MessageType type, Instant now) {
        this.type = type;
        this.now = now;
    }

    void add(Frame frame) {
        messages++;
        String run = frame.place().run();
        long seq = frame.place().seq();
        Loss one = new Loss(type, Reason.FULL, run, seq, seq, 1, frame.time(), frame.time());
        runs.merge(run, one, Tally::both);
    }

    /** Of a run the sequence need not be whole: others may have been refused. */
    private static Loss both(Loss a, Loss b) {
        return new Loss(
                a.type(),
                a.reason(),
                a.run(),
                Math.min(a.first(), b.first()),
                Math.max(a.last(), b.last()),
                a.messages() + b.messages(),
                a.from().isBefore(b.from()) ? a.from() : b.from(),
                a.to().isAfter(b.to()) ? a.to() : b.to());
    }

    void addUnreadable(long number) {
        unreadable += number;
    }

    long messages() {
        return messages + unreadable;
    }

    List<Loss> losses() {
        List<Loss> losses = new ArrayList<>(runs.values());
        if (unreadable > 0) {
            losses.add(new Loss(type, Reason.DAMAGED, "", 0, 0, unreadable, now, now));
        }
        return losses;
    }
}
