package hydrophone.ingest.store;

import hydrophone.ingest.store.KeyBound.Gap;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a table whose pages may be damaged: from its beginning up to where an error comes, from its
 * end down to one, then from the middle of what is left to both sides, and so on, the widest ranges
 * first. What a page holds costs a few probes, at most {@value #MOST_PROBES} a table. Rows out of
 * order count as an error, so that a damaged tree cannot be read in a circle.
 */
final class KeyScan {
    /** Beyond it stands only what damage made; figures in between can be added up. */
    private static final long GREATEST = 1L << 52;

    /** How far beyond the ends that were read the first column is searched, at least. */
    private static final long BEYOND = 1000;

    private static final int MOST_PROBES = 20_000;

    private final Sql sql;
    private final SalvageTable table;
    private final SalvageTable.Path path;
    private final Target target;
    private final long[] least;
    private final long[] most;
    private boolean seen;

    /** Where rows go to. */
    interface Target {
        void row(@Nullable Object[] cells) throws SQLException;
    }

    /** What was read cannot be a key there. */
    private static final class KeyException extends SQLException {
        private static final long serialVersionUID = 1;

        private KeyException(String what) {
            super(what);
        }
    }

    /** The target failed, not the damaged file. */
    private static final class TargetException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final SQLException failure;

        private TargetException(SQLException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    KeyScan(Sql sql, SalvageTable table, SalvageTable.Path path, Target target) {
        this.sql = sql;
        this.table = table;
        this.path = path;
        this.target = target;
        this.least = new long[path.key().size()];
        this.most = new long[path.key().size()];
    }

    /** True: all was read, without an error. */
    boolean run() throws SQLException {
        try {
            Gap all = new Gap(KeyBound.BEGIN, KeyBound.END);
            Optional<KeyBound> low = scan(all, true);
            if (low.isEmpty()) return true;
            Optional<KeyBound> high = scan(new Gap(low.get(), KeyBound.END), false);
            if (high.isEmpty()) return false;
            divide(seen ? List.of(new Gap(low.get(), high.get())) : seeds());
            return false;
        } catch (TargetException e) {
            throw e.failure;
        }
    }

    /** Both ends are damaged: powers of two find where the keys are. */
    private List<Gap> seeds() throws SQLException {
        for (long key = 1; key < GREATEST; key *= 2) {
            KeyBound at = new KeyBound(List.of(key), false);
            Optional<KeyBound> reached = scan(new Gap(at, KeyBound.END), true);
            if (!seen) continue;
            List<Gap> gaps = new ArrayList<>(List.of(new Gap(KeyBound.BEGIN, at)));
            reached.ifPresent(high -> gaps.add(new Gap(high, KeyBound.END)));
            return gaps;
        }
        return List.of();
    }

    private void divide(List<Gap> first) throws SQLException {
        Deque<Gap> gaps = new ArrayDeque<>(first);
        for (int probes = 0; probes < MOST_PROBES && !gaps.isEmpty(); probes++) {
            Gap gap = gaps.removeFirst();
            KeyBound middle = middle(gap);
            if (middle == null) continue;
            Gap left = new Gap(gap.from(), middle);
            Gap right = new Gap(middle, gap.to());
            scan(right, true).ifPresent(at -> gaps.addLast(new Gap(at, right.to())));
            scan(left, false).ifPresent(at -> gaps.addLast(new Gap(left.from(), at)));
        }
    }

    /** Where the ends of the table are damaged, too, nobody knows where its keys begin. */
    private @Nullable KeyBound middle(Gap gap) {
        long[] from = least.clone();
        long[] to = most.clone();
        long beyond = Math.max(to[0] - from[0], BEYOND);
        from[0] -= beyond;
        to[0] += beyond;
        return gap.middle(from, to).orElse(null);
    }

    /** Empty: the range was read; else how far it came. */
    private Optional<KeyBound> scan(Gap gap, boolean forward) throws SQLException {
        List<List<Object>> last = new ArrayList<>(1);
        String select = select(gap, forward);
        try {
            Sql.Call call = sql.call(select);
            for (Object value : gap.from().prefix()) call.put(value);
            for (Object value : gap.to().prefix()) call.put(value);
            call.each(row -> {
                take(row, forward, last);
                return null;
            });
            return Optional.empty();
        } catch (SQLException e) {
            if (!isDamage(e)) throw e;
            sql.drop(select);
            if (last.isEmpty()) return Optional.of(forward ? gap.from() : gap.to());
            return Optional.of(new KeyBound(last.getFirst(), forward));
        }
    }

    private void take(ResultSet row, boolean forward, List<List<Object>> last) throws SQLException {
        @Nullable Object[] cells = new Object[table.columns().size()];
        for (int i = 0; i < cells.length; i++) cells[i] = row.getObject(i + 1);
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < path.key().size(); i++) {
            Object value = row.getObject(cells.length + i + 1);
            if (value == null) throw new KeyException("a key without a value");
            key.add(value instanceof Integer number ? Long.valueOf(number) : value);
        }
        if (!last.isEmpty()) {
            int order = KeyBound.compare(last.getFirst(), key);
            if (forward ? order >= 0 : order <= 0) throw new KeyException("keys out of order");
        }
        last.clear();
        last.add(key);
        give(cells, key);
    }

    private void give(@Nullable Object[] cells, List<Object> key) {
        try {
            target.row(cells);
        } catch (SQLException e) {
            throw new TargetException(e);
        }
        for (int i = 0; i < least.length; i++) {
            if (!(key.get(i) instanceof Long value) || Math.abs(value) > GREATEST) continue;
            least[i] = seen ? Math.min(least[i], value) : value;
            most[i] = seen ? Math.max(most[i], value) : value;
        }
        seen = true;
    }

    private String select(Gap gap, boolean forward) {
        String cells =
                Stream.concat(table.columns().stream(), path.key().stream())
                        .collect(Collectors.joining(", "));
        String order =
                path.key().stream()
                        .map(column -> forward ? column : column + " DESC")
                        .collect(Collectors.joining(", "));
        String from = condition(gap.from(), gap.from().after() ? ">" : ">=");
        String to = condition(gap.to(), gap.to().after() ? "<=" : "<");
        return "SELECT "
                + cells
                + " FROM "
                + path.from()
                + " WHERE "
                + from
                + " AND "
                + to
                + " ORDER BY "
                + order;
    }

    private String condition(KeyBound bound, String compare) {
        int size = bound.prefix().size();
        if (size == 0) return "1";
        String columns = String.join(", ", path.key().subList(0, size));
        String marks = String.join(", ", Collections.nCopies(size, "?"));
        return "(" + columns + ") " + compare + " (" + marks + ")";
    }

    /** Locks are no damage, nor is a lack of memory. What the disk cannot read is. */
    private static boolean isDamage(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) return e instanceof KeyException;
        return switch (sqlite.getResultCode().code & 0xff) {
            case 5, 6, 7, 9, 14 -> false; // BUSY, LOCKED, NOMEM, INTERRUPT, CANTOPEN
            default -> true;
        };
    }
}
