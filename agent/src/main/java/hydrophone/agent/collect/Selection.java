package hydrophone.agent.collect;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The processes that a sample shows, sorted by job, user, kind of job and pid. Each is a row of the
 * scan, or a number of its own for several that were merged. Refilled for each sample; 30 bytes a
 * process. Not thread-safe.
 */
final class Selection {
    private final RowOrder order = new RowOrder();
    private int size;
    private int[] code = new int[256];
    private long[] job = new long[256];
    private String[] user = new String[256];
    private boolean[] slurm = new boolean[256];
    private long[] pid = new long[256];

    void clear() {
        Arrays.fill(user, 0, size, null);
        size = 0;
        order.clear();
    }

    /**
     * Adds a process.
     *
     * @param newCode whatever tells the caller what it is
     */
    void add(int newCode, long newJob, String newUser, boolean isSlurm, long newPid) {
        if (size == code.length) grow();
        order.add(size);
        code[size] = newCode;
        job[size] = newJob;
        user[size] = newUser;
        slurm[size] = isSlurm;
        pid[size] = newPid;
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
        return job[order.at(position)];
    }

    String user(int position) {
        return user[order.at(position)];
    }

    boolean slurm(int position) {
        return slurm[order.at(position)];
    }

    /** Neighbours that stand in one element: one user's in one job, but each of job 0 alone. */
    boolean together(int position, int next) {
        int a = order.at(position);
        int b = order.at(next);
        return job[a] != 0 && job[a] == job[b] && slurm[a] == slurm[b] && user[a].equals(user[b]);
    }

    private int compare(int a, int b) {
        if (job[a] != job[b]) return Long.compare(job[a], job[b]);
        int users = compare(user[a], user[b]);
        if (users != 0) return users;
        if (slurm[a] != slurm[b]) return slurm[a] ? 1 : -1;
        return Long.compare(pid[a], pid[b]);
    }

    /** Mostly the same object. */
    @SuppressWarnings("ReferenceEquality")
    private static int compare(String a, String b) {
        return a == b ? 0 : a.compareTo(b);
    }

    private void grow() {
        int length = 2 * size;
        code = Arrays.copyOf(code, length);
        job = Arrays.copyOf(job, length);
        user = Arrays.copyOf(user, length);
        slurm = Arrays.copyOf(slurm, length);
        pid = Arrays.copyOf(pid, length);
    }
}
