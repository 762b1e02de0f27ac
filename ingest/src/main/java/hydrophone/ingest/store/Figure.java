package hydrophone.ingest.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole numbers as the tables of V5 hold them. A figure over consecutive samples is one number
 * where it did not change; else a JSON list: the first value, then differences to it, without the
 * repeats at the end. Pure.
 */
final class Figure {
    private Figure() {}

    /**
     * One column of these rows.
     *
     * @return a Long, or the text of a list
     */
    static Object of(List<long[]> rows, int column) {
        long first = rows.getFirst()[column];
        int last = rows.size() - 1;
        while (last > 0 && rows.get(last)[column] == rows.get(last - 1)[column]) last--;
        if (last == 0) return first;
        StringBuilder json = new StringBuilder(16 + 4 * last).append('[').append(first);
        for (int i = 1; i <= last; i++) json.append(',').append(rows.get(i)[column] - first);
        return json.append(']').toString();
    }

    /** The value at a place, of a Long or of what {@link #list} made of a text. */
    static long at(Object figure, int place) {
        if (figure instanceof Long constant) return constant;
        long[] list = (long[]) figure;
        if (place == 0) return list[0];
        return list[0] + list[Math.min(place, list.length - 1)];
    }

    /** Whether {@code of} can write the difference of each column. */
    static boolean fits(long[] first, long[] row) {
        if (first.length != row.length) return false;
        for (int i = 0; i < row.length; i++) {
            long difference = row[i] - first[i];
            if (((row[i] ^ first[i]) & (row[i] ^ difference)) < 0) return false;
        }
        return true;
    }

    /** Adds {@code [a,b,...]} to a list of lists. */
    static void append(StringBuilder json, long... row) {
        json.append(json.isEmpty() ? '[' : ',').append('[').append(row[0]);
        for (int i = 1; i < row.length; i++) json.append(',').append(row[i]);
        json.append(']');
    }

    /** Ends a list that {@link #append} began. */
    static String ended(StringBuilder json) {
        return json.isEmpty() ? "[]" : json.append(']').toString();
    }

    /** A list of numbers. */
    static long[] list(String json) {
        return new Scan(json, 1).numbers();
    }

    /** A list of numbers and of lists of numbers: Long and {@code long[]}. */
    static List<Object> mixed(String json) {
        List<Object> all = new ArrayList<>();
        Scan scan = new Scan(json, 1);
        while (scan.peek() != ']') {
            switch (scan.peek()) {
                case ',' -> scan.at++;
                case '[' -> {
                    scan.at++;
                    all.add(scan.numbers());
                }
                default -> all.add(scan.number());
            }
        }
        return all;
    }

    /** A list of lists. */
    static List<long[]> rows(String json) {
        List<long[]> rows = new ArrayList<>();
        for (Object row : mixed(json)) rows.add((long[]) row);
        return rows;
    }

    private static final class Scan {
        private final String json;
        private int at;
        private long[] numbers = new long[16];

        private Scan(String json, int at) {
            this.json = json;
            this.at = at;
        }

        private char peek() {
            return json.charAt(at);
        }

        /** Up to the end of the list whose beginning was read. */
        private long[] numbers() {
            int size = 0;
            while (peek() != ']') {
                if (peek() == ',') at++;
                if (size == numbers.length) numbers = Arrays.copyOf(numbers, size * 2);
                numbers[size++] = number();
            }
            at++;
            return Arrays.copyOf(numbers, size);
        }

        /** Gathered below zero, where there is one number more. */
        private long number() {
            boolean negative = peek() == '-';
            if (negative) at++;
            long value = 0;
            int begin = at;
            for (char c = peek(); c >= '0' && c <= '9'; c = peek()) {
                value = value * 10 - (c - '0');
                at++;
            }
            if (at == begin) throw new NumberFormatException("not a list of numbers: " + json);
            return negative ? value : -value;
        }
    }
}
