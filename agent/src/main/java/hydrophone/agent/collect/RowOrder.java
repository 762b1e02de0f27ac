package hydrophone.agent.collect;

import java.util.Arrays;

/**
 * Rows of a table in an order of one's own. Sorts by merging: stable, no objects, the second array
 * kept for the next time. Not thread-safe.
 */
final class RowOrder {
    private int[] rows = new int[256];
    private int[] spare = new int[256];
    private int size;

    /** Compares two rows. */
    @FunctionalInterface
    interface Comparison {
        int compare(int a, int b);
    }

    void clear() {
        size = 0;
    }

    void add(int row) {
        if (size == rows.length) rows = Arrays.copyOf(rows, 2 * size);
        rows[size++] = row;
    }

    int size() {
        return size;
    }

    int at(int position) {
        return rows[position];
    }

    /** Forgets what lies behind. */
    void cut(int newSize) {
        size = Math.min(size, newSize);
    }

    void sort(Comparison comparison) {
        if (spare.length < size) spare = new int[rows.length];
        for (int width = 1; width < size; width *= 2) {
            for (int from = 0; from < size; from += 2 * width) {
                int middle = Math.min(from + width, size);
                merge(from, middle, Math.min(middle + width, size), comparison);
            }
            int[] sorted = spare;
            spare = rows;
            rows = sorted;
        }
    }

    private void merge(int from, int middle, int to, Comparison comparison) {
        int left = from;
        int right = middle;
        for (int out = from; out < to; out++) {
            boolean takeLeft =
                    right >= to
                            || (left < middle && comparison.compare(rows[left], rows[right]) <= 0);
            spare[out] = takeLeft ? rows[left++] : rows[right++];
        }
    }
}
