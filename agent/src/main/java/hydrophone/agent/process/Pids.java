package hydrophone.agent.process;

import java.util.Arrays;

/** Process ids in ascending order, so that most parents come before their children. */
final class Pids {
    private int[] values = new int[1024];
    private int size;

    void clear() {
        size = 0;
    }

    /** Adds a name if it is a number that can be a pid. */
    void addName(byte[] name, int from, int to) {
        if (to <= from || to - from > 9 || name[from] == '0') return;
        int value = 0;
        for (int i = from; i < to; i++) {
            if (name[i] < '0' || name[i] > '9') return;
            value = value * 10 + name[i] - '0';
        }
        if (size == values.length) values = Arrays.copyOf(values, size + size / 2);
        values[size++] = value;
    }

    /** The kernel lists them in this order already, a recorded machine does not. */
    void sort() {
        for (int i = 1; i < size; i++) {
            if (values[i] < values[i - 1]) {
                Arrays.sort(values, 0, size);
                return;
            }
        }
    }

    int size() {
        return size;
    }

    int at(int index) {
        return values[index];
    }
}
