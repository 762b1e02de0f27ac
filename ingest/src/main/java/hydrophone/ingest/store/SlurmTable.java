package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and writes rows of {@code slurm_job}. */
final class SlurmTable {
    private static final List<SlurmMember> MEMBERS = List.of(SlurmMember.values());
    private static final String SELECT =
            "SELECT first_seen, seen, older, "
                    + MEMBERS.stream().map(SlurmTable::selected).collect(Collectors.joining(", "))
                    + " FROM slurm_job WHERE job_id = ? AND submit_t = ? AND step = ? AND"
                    + " step_start_t = ?";
    private static final String UPSERT = upsert();

    /** What names a run or step. */
    record Key(long job, long submit, String step, long stepStart) {
        Sql.Call bind(Sql.Call call) throws SQLException {
            return call.put(job).put(submit).put(step).put(stepStart);
        }
    }

    private final Sql sql;
    private final Dictionaries ids;

    SlurmTable(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    @Nullable SlurmRow read(Key key) throws SQLException {
        return key.bind(sql.call(SELECT)).first(SlurmTable::row);
    }

    void write(Key key, SlurmRow row) throws SQLException {
        Sql.Call call = key.bind(sql.call(UPSERT));
        call.put(row.firstSeen()).put(row.seen()).put((Object) row.older());
        for (SlurmMember member : MEMBERS) call.put(stored(member, row.value(member)));
        call.run();
    }

    private @Nullable Object stored(SlurmMember member, @Nullable Object value)
            throws SQLException {
        return switch (member) {
            case STATE -> value == null ? "" : value;
            case USER -> value == null ? null : ids.user(value.toString());
            default -> value;
        };
    }

    private static SlurmRow row(ResultSet columns) throws SQLException {
        long seen = columns.getLong(2);
        SlurmRow row = new SlurmRow(columns.getLong(1), seen);
        Map<String, Long> older = times(columns.getString(3));
        for (int i = 0; i < MEMBERS.size(); i++) {
            SlurmMember member = MEMBERS.get(i);
            Object value = columns.getObject(4 + i);
            if (value instanceof Integer small) value = small.longValue();
            boolean absent = value == null || (member == SlurmMember.STATE && "".equals(value));
            if (!absent) row.say(member, older.getOrDefault(member.column(), seen), value);
        }
        return row;
    }

    private static Map<String, Long> times(@Nullable String older) {
        if (older == null) return Map.of();
        Map<String, Long> times = new HashMap<>();
        for (String part : older.split(",", -1)) {
            int equals = part.indexOf('=');
            times.put(part.substring(0, equals), Long.valueOf(part.substring(equals + 1)));
        }
        return times;
    }

    private static String selected(SlurmMember member) {
        return member == SlurmMember.USER
                ? "(SELECT name FROM usr WHERE id = user_id)"
                : member.column();
    }

    private static String upsert() {
        List<String> key = List.of("job_id", "submit_t", "step", "step_start_t");
        List<String> rest =
                Stream.concat(
                                Stream.of("first_seen", "seen", "older"),
                                MEMBERS.stream().map(SlurmMember::column))
                        .toList();
        return "INSERT INTO slurm_job ("
                + String.join(", ", key)
                + ", "
                + String.join(", ", rest)
                + ") VALUES ("
                + String.join(", ", Collections.nCopies(key.size() + rest.size(), "?"))
                + ") ON CONFLICT ("
                + String.join(", ", key)
                + ") DO UPDATE SET "
                + rest.stream().map(c -> c + " = excluded." + c).collect(Collectors.joining(", "));
    }
}
