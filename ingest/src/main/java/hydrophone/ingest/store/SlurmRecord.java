package hydrophone.ingest.store;

import hydrophone.message.ExtendedUint;
import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * The record about a run or step that says at one time what the store has from that time, and
 * nothing else: {@link SlurmRow} backwards. Merging the records of all its times gives the row
 * again, in any order.
 */
final class SlurmRecord {
    private final SlurmTable.Key key;
    private final SlurmRow row;
    private final long t;
    private final int utcOffset;

    SlurmRecord(SlurmTable.Key key, SlurmRow row, long t, int utcOffset) {
        this.key = key;
        this.row = row;
        this.t = t;
        this.utcOffset = utcOffset;
    }

    /** Null = none was said then. */
    @Nullable String state() {
        Object state = row.value(SlurmMember.STATE, t);
        return state == null ? null : state.toString();
    }

    /** All that was said then. */
    SlurmJob job() throws SQLException {
        return new SlurmJob(
                key.job(),
                key.step(),
                text(SlurmMember.NAME),
                text(SlurmMember.STATE),
                figure(SlurmMember.ARRAY_JOB),
                figure(SlurmMember.ARRAY_TASK),
                figure(SlurmMember.HET_JOB),
                figure(SlurmMember.HET_OFFSET),
                text(SlurmMember.USER),
                text(SlurmMember.ACCOUNT),
                submit(),
                extended(SlurmMember.TIME_LIMIT),
                text(SlurmMember.PARTITION),
                text(SlurmMember.RESERVATION),
                Rows.texts(nodes()),
                extended(SlurmMember.PRIORITY),
                text(SlurmMember.DISTRIBUTION),
                text(SlurmMember.REQ_TRES),
                text(SlurmMember.ALLOC_TRES),
                figure(SlurmMember.REQ_CPUS),
                figure(SlurmMember.REQ_MEM),
                figure(SlurmMember.REQ_NODES),
                start(),
                figure(SlurmMember.SUSPEND),
                time(SlurmMember.END),
                figure(SlurmMember.EXIT_CODE),
                figure(SlurmMember.EXIT_SIGNAL),
                sacct());
    }

    /** Nothing but a state that was seen for the first time then. */
    SlurmJob of(String state) throws SQLException {
        SlurmRow nothing = new SlurmRow(t, t);
        for (SlurmMember member : new SlurmMember[] {SlurmMember.START, SlurmMember.STEP_SUBMIT}) {
            nothing.say(member, row.time(member), row.value(member));
        }
        nothing.say(SlurmMember.STATE, t, state);
        return new SlurmRecord(key, nothing, t, utcOffset).job();
    }

    private Sacct sacct() {
        return new Sacct(
                figure(SlurmMember.MIN_CPU),
                text(SlurmMember.SACCT_ALLOC_TRES),
                figure(SlurmMember.AVE_CPU),
                figure(SlurmMember.AVE_DISK_READ),
                figure(SlurmMember.AVE_DISK_WRITE),
                figure(SlurmMember.AVE_RSS),
                figure(SlurmMember.AVE_VM),
                figure(SlurmMember.ELAPSED),
                figure(SlurmMember.SYSTEM_CPU),
                figure(SlurmMember.USER_CPU),
                figure(SlurmMember.MAX_RSS),
                figure(SlurmMember.MAX_VM));
    }

    /** Of a run it is the key. */
    private @Nullable OffsetDateTime submit() {
        if (key.step().isEmpty()) {
            return key.submit() == 0 ? null : Rows.time(key.submit(), utcOffset);
        }
        OffsetDateTime said = time(SlurmMember.STEP_SUBMIT);
        return said == null && keyIsSaidBy(SlurmMember.STEP_SUBMIT) ? keyTime() : said;
    }

    private @Nullable OffsetDateTime start() {
        OffsetDateTime said = time(SlurmMember.START);
        return said == null && keyIsSaidBy(SlurmMember.START) ? keyTime() : said;
    }

    private OffsetDateTime keyTime() {
        return Rows.time(key.stepStart(), utcOffset);
    }

    /**
     * A step is told from others by its start, or by its submit time where a record has no start. A
     * record of a time at which neither counts any more must still say so: as start if a later one
     * did, else as submit time, which then a later one has replaced.
     */
    private boolean keyIsSaidBy(SlurmMember member) {
        if (key.step().isEmpty() || key.stepStart() == 0) return false;
        Object submit = row.value(SlurmMember.STEP_SUBMIT, t);
        boolean said =
                row.value(SlurmMember.START, t) != null
                        || (submit instanceof Long at && at == key.stepStart());
        if (said) return false;
        return (member == SlurmMember.START) == (row.time(SlurmMember.START) > t);
    }

    private @Nullable String nodes() {
        Object nodes = row.value(SlurmMember.NODES, t);
        return nodes == null ? null : nodes.toString();
    }

    private String text(SlurmMember member) {
        Object value = row.value(member, t);
        return value == null ? "" : value.toString();
    }

    private long figure(SlurmMember member) {
        return row.value(member, t) instanceof Long figure ? figure : 0;
    }

    private long extended(SlurmMember member) {
        if (!(row.value(member, t) instanceof Long figure)) return ExtendedUint.UNSET;
        return figure < 0 ? ExtendedUint.INFINITE : ExtendedUint.of(figure);
    }

    private @Nullable OffsetDateTime time(SlurmMember member) {
        return row.value(member, t) instanceof Long at ? Rows.time(at, utcOffset) : null;
    }
}
