package hydrophone.agent.slurm;

import hydrophone.agent.slurm.SacctReader.Rows;
import hydrophone.message.SlurmJob;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * One record of sacct, a job or a step: a view of the reader's buffer, so that a record that nobody
 * wants sent costs no objects.
 */
public final class SacctRow {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final int MOST_DIGITS = 18;

    private final Rows rows;
    private final SacctJob job;
    private final int[] from = new int[SacctColumn.COUNT];
    private final int[] to = new int[SacctColumn.COUNT];
    private byte[] bytes = new byte[0];
    private long jobId;
    private boolean isStep;
    private boolean isOurs;

    SacctRow(ZoneId zone, Rows rows) {
        this.rows = rows;
        this.job = new SacctJob(this, zone);
    }

    /** Notes where a column of the next record ends, counted from the record's beginning. */
    void column(int number, int offset) {
        to[number] = offset;
    }

    /**
     * Forgets the first column, for one more behind the last.
     *
     * @return where it ended
     */
    int shift() {
        int first = to[0];
        System.arraycopy(to, 1, to, 0, to.length - 1);
        return first;
    }

    /**
     * Becomes the record whose columns have been noted.
     *
     * @param base what they were counted from
     * @param start where the first begins
     * @return how much of the first column is foreign text, its last newline included
     */
    int ours(byte[] buffer, int base, int start, int delimiter) {
        bytes = buffer;
        isOurs = true;
        int next = start;
        for (int i = 0; i < from.length; i++) {
            from[i] = next;
            to[i] += base;
            next = to[i] + delimiter;
        }
        int first = from[0];
        for (int i = first; i < to[0]; i++) if (buffer[i] == '\n') from[0] = i + 1;
        number();
        return from[0] - first;
    }

    /**
     * Becomes a line of columns between bars.
     *
     * @return how many bars it has; what stands behind the last that is wanted is the name
     */
    int bars(byte[] buffer, int start, int stop) {
        bytes = buffer;
        isOurs = false;
        int column = 0;
        int bars = 0;
        int requested = SacctColumn.REQ_TRES.place;
        from[0] = start;
        for (int i = start; i < stop; i++) {
            if (buffer[i] != '|') continue;
            bars++;
            if (column == requested + 1) continue;
            to[column++] = i;
            from[column] = i + 1;
            if (column == requested) {
                to[column++] = i + 1;
                from[column] = i + 1;
            }
        }
        to[column] = stop;
        number();
        return bars;
    }

    private void number() {
        int i = from[SacctColumn.JOB_ID_RAW.place];
        int stop = to[SacctColumn.JOB_ID_RAW.place];
        int last = Math.min(stop, i + MOST_DIGITS);
        long value = 0;
        while (i < last && bytes[i] >= '0' && bytes[i] <= '9')
            value = value * 10 + bytes[i++] - '0';
        isStep = i < stop;
        jobId = isStep && bytes[i] != '.' ? 0 : value;
    }

    /** It answers our own question; else a script's recorded one. */
    boolean isOurs() {
        return isOurs;
    }

    /** It has a job number; without one nobody can tell what it is about. */
    boolean isNumbered() {
        return jobId > 0;
    }

    /** Same for the same run of a job, or step of it: JobIDRaw, Submit, and Start of a step. */
    public long key() {
        long key = mixed(mixed(0, SacctColumn.JOB_ID_RAW), SacctColumn.SUBMIT);
        return isStep ? mixed(key, SacctColumn.START) : key;
    }

    /** Of all columns but ElapsedRaw. */
    public long content() {
        long content = 0;
        for (SacctColumn column : SacctColumn.ALL) {
            if (column != SacctColumn.ELAPSED_RAW) content = mixed(content, column);
        }
        return content;
    }

    private long mixed(long seed, SacctColumn column) {
        int i = from[column.place];
        int stop = to[column.place];
        long hash = stir(seed ^ (stop - i));
        for (; i <= stop - Long.BYTES; i += Long.BYTES)
            hash = stir(hash ^ (long) EIGHT.get(bytes, i));
        long rest = 0;
        for (; i < stop; i++) rest = rest << 8 | (bytes[i] & 0xff);
        return stir(hash ^ rest);
    }

    private static long stir(long value) {
        long product = (value + ODD) * 0xBF58476D1CE4E5B9L;
        long folded = (product ^ product >>> 29) * 0x94D049BB133111EBL;
        return folded ^ folded >>> 32;
    }

    /** JobIDRaw up to the first dot. */
    public long jobId() {
        return jobId;
    }

    /**
     * Its state can still change, or its End: where slurmdbd was away, a job can be COMPLETED a
     * while before its End is known.
     */
    public boolean live() {
        return switch (job.stateWord()) {
            case "PENDING", "RUNNING", "SUSPENDED" -> true;
            default -> SacctDates.isAbsent(text(SacctColumn.END));
        };
    }

    /**
     * The record for the wire. A column that cannot be read is reported to {@link Rows#unreadable},
     * and its member left out.
     *
     * @param requested what scontrol says was requested; "" = unknown, sacct's own is taken then
     */
    public SlurmJob job(String requested) {
        return job.read(requested);
    }

    /** A column as text; bytes that are no UTF-8 become U+FFFD. */
    String text(SacctColumn column) {
        int start = from[column.place];
        int length = to[column.place] - start;
        return length == 0 ? "" : new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    void unreadable(SacctColumn column, String text, String expected) {
        rows.unreadable(
                "job "
                        + Shown.of(text(SacctColumn.JOB_ID_RAW))
                        + ", "
                        + column.title
                        + " \""
                        + Shown.of(text)
                        + "\": expected "
                        + expected);
    }
}
