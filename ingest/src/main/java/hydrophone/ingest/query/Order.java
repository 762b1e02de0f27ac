package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Puts rows in order: numbers by value, texts so that c1-2 stands before c1-10, nothing last. */
final class Order {
    private Order() {}

    static Rows sorted(Rows rows, List<String> keys) throws QueryException {
        if (keys.isEmpty()) return rows;
        List<Key> order = new ArrayList<>();
        for (String key : keys) {
            boolean falling = key.startsWith("-");
            int at = rows.index(falling || key.startsWith("+") ? key.substring(1) : key);
            order.add(new Key(at, falling));
        }
        return rows.mapRows(cells -> {
            List<List<@Nullable Object>> sorted = new ArrayList<>(cells);
            sorted.sort((List<@Nullable Object> a, List<@Nullable Object> b) -> rows(order, a, b));
            return sorted;
        });
    }

    private record Key(int at, boolean falling) {}

    private static int rows(List<Key> order, List<@Nullable Object> a, List<@Nullable Object> b) {
        for (Key key : order) {
            int difference = cells(a.get(key.at()), b.get(key.at()), key.falling());
            if (difference != 0) return difference;
        }
        return 0;
    }

    private static int cells(@Nullable Object a, @Nullable Object b, boolean falling) {
        if (a == null) return b == null ? 0 : 1;
        if (b == null) return -1;
        int order = values(a, b);
        return falling ? -order : order;
    }

    private static int values(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) return Long.compare(x, y);
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (a instanceof Number) return -1;
        if (b instanceof Number) return 1;
        return natural(a.toString(), b.toString());
    }

    /** Runs of digits compare as numbers, all else by code point. */
    static int natural(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            if (digit(a.charAt(i)) && digit(b.charAt(j))) {
                int endA = endOfDigits(a, i);
                int endB = endOfDigits(b, j);
                int order = numbers(a.substring(i, endA), b.substring(j, endB));
                if (order != 0) return order;
                i = endA;
                j = endB;
            } else {
                int order = Character.compare(a.charAt(i++), b.charAt(j++));
                if (order != 0) return order;
            }
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);
    }

    private static int numbers(String a, String b) {
        String x = a.replaceFirst("^0+", "");
        String y = b.replaceFirst("^0+", "");
        int length = Integer.compare(x.length(), y.length());
        return length != 0 ? length : x.compareTo(y);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && digit(text.charAt(end))) end++;
        return end;
    }
}
