package hydrophone.agent.collect;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The processes that a sample shows, sorted by job, user, kind of job and pid. Each is a code: a
 * row of the scan, or a number of its own for several that were merged. Refilled for each sample;
 * 16 bytes a process. Not thread-safe.
 */
final class Selection {
    private final RowOrder order = new RowOrder();
    private final Keys keys;
    private int size;
    private int[] code = new int[256];
    private String[] user = new String[256];

    /** What else an entry is sorted by. */
    interface Keys {
        long job(int code);

        /** The job is Slurm's. */
        boolean slurm(int code);

        long pid(int code);
    }

    Selection(Keys keys) {
        this.keys = keys;
    }

    void clear() {
        Arrays.fill(user, 0, size, null);
        size = 0;
        order.clear();
    }

    void add(int newCode, String newUser) {
        if (size == code.length) grow();
        order.add(size);
        code[size] = newCode;
        user[size] = newUser;
        size++;
    }

    void sort() {
        order.sort(this::compare);
    }

    /**
     * Keeps the entries of the greatest weight; they have to be sorted again.
     *
     * @param weight by code
     */
    void keep(int most, IntToDoubleFunction weight) {
        if (most >= order.size()) return;
        float[] weights = new float[size];
        for (int i = 0; i < size; i++) weights[i] = (float) weight.applyAsDouble(code[i]);
        order.sort((a, b) -> Float.compare(weights[b], weights[a]));
        order.cut(most);
    }

    int size() {
        return order.size();
    }

    int code(int position) {
        return code[order.at(position)];
    }

    long job(int position) {
        return keys.job(code(position));
    }

    String user(int position) {
        return user[order.at(position)];
    }

    boolean slurm(int position) {
        return keys.slurm(code(position));
    }

    /** Neighbours that stand in one element: one user's in one job, but each of job 0 alone. */
    boolean together(int position, int next) {
        return job(position) != 0
                && job(position) == job(next)
                && slurm(position) == slurm(next)
                && user(position).equals(user(next));
    }

    private int compare(int a, int b) {
        int jobs = Long.compare(keys.job(code[a]), keys.job(code[b]));
        if (jobs != 0) return jobs;
        int users = compare(user[a], user[b]);
        if (users != 0) return users;
        int kinds = Boolean.compare(keys.slurm(code[a]), keys.slurm(code[b]));
        return kinds != 0 ? kinds : Long.compare(keys.pid(code[a]), keys.pid(code[b]));
    }

    /** Mostly the same object. */
    @SuppressWarnings("ReferenceEquality")
    private static int compare(String a, String b) {
        return a == b ? 0 : a.compareTo(b);
    }

    private void grow() {
        int length = size + size / 4;
        code = Arrays.copyOf(code, length);
        user = Arrays.copyOf(user, length);
    }
}
