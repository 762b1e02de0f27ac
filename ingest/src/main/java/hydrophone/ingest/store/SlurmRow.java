package hydrophone.ingest.store;

import hydrophone.message.SlurmJob;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * All that was said about a run or step: of each member the value said last, and when. Merging is
 * the maximum by (time, value) member by member, so the order and number of merges do not matter.
 */
final class SlurmRow {
    private final Map<SlurmMember, Said> said = new EnumMap<>(SlurmMember.class);
    private long firstSeen;
    private long seen;

    private record Said(long time, Object value) {}

    /** A row of the store. */
    SlurmRow(long firstSeen, long seen) {
        this.firstSeen = firstSeen;
        this.seen = seen;
    }

    /** What one record says. */
    static SlurmRow of(SlurmJob job, long time) {
        SlurmRow row = new SlurmRow(time, time);
        for (SlurmMember member : SlurmMember.values()) row.say(member, time, member.of(job));
        return row;
    }

    long firstSeen() {
        return firstSeen;
    }

    long seen() {
        return seen;
    }

    @Nullable Object value(SlurmMember member) {
        Said last = said.get(member);
        return last == null ? null : last.value();
    }

    /** What was said of a member at a time; null = nothing that still counts. */
    @Nullable Object value(SlurmMember member, long time) {
        Said last = said.get(member);
        return last == null || last.time() != time ? null : last.value();
    }

    /** When a member was said last; a time before all others if it never was. */
    long time(SlurmMember member) {
        Said last = said.get(member);
        return last == null ? Long.MIN_VALUE : last.time();
    }

    void say(SlurmMember member, long time, @Nullable Object value) {
        if (value != null) said.merge(member, new Said(time, value), SlurmRow::later);
    }

    void merge(SlurmRow other) {
        firstSeen = Math.min(firstSeen, other.firstSeen);
        seen = Math.max(seen, other.seen);
        other.said.forEach((member, value) -> said.merge(member, value, SlurmRow::later));
    }

    /** The times of members that were silent at {@link #seen}; null = there are none. */
    @Nullable String older() {
        StringJoiner older = new StringJoiner(",").setEmptyValue("");
        said.forEach((member, last) -> {
            if (last.time() != seen) older.add(member.column() + "=" + last.time());
        });
        return older.length() == 0 ? null : older.toString();
    }

    private static Said later(Said a, Said b) {
        if (a.time() != b.time()) return a.time() > b.time() ? a : b;
        boolean greater =
                (a.value() instanceof Long x && b.value() instanceof Long y)
                        ? x > y
                        : a.value().toString().compareTo(b.value().toString()) > 0;
        return greater ? a : b;
    }
}
