package hydrophone.ingest.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A place among the keys of a table: before or after all those that begin with these values. No
 * values: the beginning or the end of the table.
 */
record KeyBound(List<Object> prefix, boolean after) {
    static final KeyBound BEGIN = new KeyBound(List.of(), false);
    static final KeyBound END = new KeyBound(List.of(), true);

    KeyBound {
        prefix = List.copyOf(prefix);
    }

    /** A range of keys that has not been read. */
    record Gap(KeyBound from, KeyBound to) {
        /**
         * A place inside of it, about in its middle; columns that hold no integers are not divided.
         *
         * @param least of each column, as far as is known, to stand for the beginning
         * @param most of each column, to stand for the end
         */
        Optional<KeyBound> middle(long[] least, long[] most) {
            Gap gap = this;
            for (int i = 0; i < least.length; i++) {
                if (!gap.from.isInteger(i) || !gap.to.isInteger(i)) return Optional.empty();
                long low = gap.from.first(i, least[i]);
                long high = gap.to.last(i, most[i]);
                if (low > high) return Optional.empty();
                List<Object> head = new ArrayList<>(gap.head(i));
                if (low < high) {
                    head.add(low + (high - low + 1) / 2);
                    return Optional.of(new KeyBound(head, false));
                }
                head.add(low);
                gap = gap.inside(head);
            }
            return Optional.empty();
        }

        private List<Object> head(int length) {
            List<Object> longer = from.prefix.size() > to.prefix.size() ? from.prefix : to.prefix;
            return longer.subList(0, length);
        }

        private Gap inside(List<Object> head) {
            return new Gap(
                    from.begins(head) ? from : new KeyBound(head, false),
                    to.begins(head) ? to : new KeyBound(head, true));
        }
    }

    private boolean begins(List<Object> head) {
        return prefix.size() >= head.size() && prefix.subList(0, head.size()).equals(head);
    }

    private boolean isInteger(int column) {
        return prefix.size() <= column
                || (prefix.get(column) instanceof Long value && Math.abs(value) < 1L << 53);
    }

    /** Of a lower bound: the least value that may come behind it. */
    private long first(int column, long least) {
        if (prefix.size() <= column) return least;
        long value = (Long) prefix.get(column);
        return after && prefix.size() == column + 1 ? value + 1 : value;
    }

    /** Of an upper bound: the greatest value that may come before it. */
    private long last(int column, long most) {
        if (prefix.size() <= column) return most;
        long value = (Long) prefix.get(column);
        return !after && prefix.size() == column + 1 ? value - 1 : value;
    }

    /** As SQLite orders keys: numbers, text by its bytes, bytes. */
    static int compare(List<Object> a, List<Object> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) return order;
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) return Long.compare(x, y);
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (rank(a) != rank(b)) return Integer.compare(rank(a), rank(b));
        return Arrays.compareUnsigned(bytes(a), bytes(b));
    }

    private static int rank(Object value) {
        if (value instanceof Number) return 0;
        return value instanceof String ? 1 : 2;
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes
                ? bytes
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
