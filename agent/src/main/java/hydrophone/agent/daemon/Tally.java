package hydrophone.agent.daemon;

import hydrophone.message.MessageType;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often what has happened in this run, by type of message, and when last. Thread-safe, without
 * locks; some four kilobytes.
 */
public final class Tally {
    /** What is counted. */
    public enum Kind {
        /** A collector has seen what it is for. */
        OBSERVED,
        /** A collector has failed, or a part of it. */
        FAILED,
        /** A cadence point has passed unused. */
        SKIPPED,
        /** A message was made, of errors or of what was seen. */
        PRODUCED,
        /** A message lies in the spool, synced. */
        ACCEPTED,
        /** A message was acknowledged. */
        SENT,
        /** A message had to go since there was no room. */
        DROPPED,
        /** A message is of a kind that nobody will ever take. */
        REFUSED,
        /** A message in the spool could not be read back. */
        DAMAGED,
        /** Sending has failed and is tried again. */
        SINK_ERROR,
        /** A control message has a key or a value that this version does not know. */
        CONTROL_UNKNOWN,
        /** A control message is too old to be obeyed. */
        CONTROL_STALE,
        /** A control message is for another node. */
        CONTROL_ELSEWHERE
    }

    private final InstantSource clock;
    private final Map<Kind, Row> rows = new EnumMap<>(Kind.class);

    /** How often one kind has happened, by type. */
    private static final class Row {
        private final Map<MessageType, AtomicLong> counts = new EnumMap<>(MessageType.class);
        private final AtomicLong untyped = new AtomicLong();
        private volatile long lastMillis;

        Row() {
            for (MessageType type : MessageType.values()) counts.put(type, new AtomicLong());
        }

        AtomicLong of(MessageType type) {
            return Objects.requireNonNull(counts.get(type), "a count");
        }
    }

    public Tally(InstantSource clock) {
        this.clock = clock;
        for (Kind kind : Kind.values()) rows.put(kind, new Row());
    }

    public void add(Kind kind, MessageType type, long times) {
        add(row(kind), row(kind).of(type), times);
    }

    /** Of no type, or of one that cannot be told. */
    public void add(Kind kind, long times) {
        add(row(kind), row(kind).untyped, times);
    }

    private void add(Row row, AtomicLong count, long times) {
        if (times <= 0) return;
        count.addAndGet(times);
        row.lastMillis = clock.millis();
    }

    public long of(Kind kind, MessageType type) {
        return row(kind).of(type).get();
    }

    /** What was counted without a type. */
    public long untyped(Kind kind) {
        return row(kind).untyped.get();
    }

    public long total(Kind kind) {
        long total = untyped(kind);
        for (MessageType type : MessageType.values()) total += of(kind, type);
        return total;
    }

    /** Empty = never yet. */
    public Optional<Instant> last(Kind kind) {
        long millis = row(kind).lastMillis;
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private Row row(Kind kind) {
        return Objects.requireNonNull(rows.get(kind), "a row");
    }
}
