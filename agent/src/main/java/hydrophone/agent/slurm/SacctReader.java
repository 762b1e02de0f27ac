package hydrophone.agent.slurm;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * Reads sacct's output record by record. Two forms are understood, and the first line that has
 * either decides:
 *
 * <ul>
 *   <li>ours: 33 columns, each ended by the delimiter, then a newline. Names come through byte for
 *       byte, newlines too. Text that stands before a record is cut off at the last newline before
 *       its JobID;
 *   <li>Sonar's, which scripts in sacct's place print whatever they are asked: 32 columns between
 *       bars, a line each; further bars belong to the name, the last column.
 * </ul>
 *
 * Nothing is lost silently: what is not handed out as a row is reported as unreadable, but for
 * empty lines. One record is held at a time, at most 1 MiB of it. For one output and one thread.
 */
public final class SacctReader {
    /** The longest record that is read; Slurm's own limits allow some 100 KiB. */
    static final int LONGEST = 1 << 20;

    private static final int CHUNK = 64 * 1024;

    /** Bars of a line of Sonar's form. */
    private static final int BARS = SacctColumn.COUNT - 2;

    /** Takes what is read. */
    public interface Rows {
        /** The row is valid during this call only. */
        void row(SacctRow row) throws InterruptedException;

        /** A record, or a column of one, that cannot be read; the text says which and why. */
        void unreadable(String what);
    }

    private enum Form {
        UNDECIDED,
        OURS,
        BARS
    }

    private final byte[] delimiter;
    private final Rows rows;
    private final SacctRow row;
    private Form form = Form.UNDECIDED;

    private byte[] buffer = new byte[CHUNK];

    /** The record at hand begins here, is looked through up to there. */
    private int start;

    private int scanned;
    private int end;

    /** Columns of the record at hand that have ended. */
    private int columns;

    /** How much of it stands before the last 33 of them. */
    private int surplus;

    /** How a record that is too long began; the rest of it is passed over. */
    private @Nullable String tooLong;

    private boolean finished;

    private long records;
    private boolean foreign;
    private boolean torn;

    /**
     * @param delimiter as given to {@link Sacct#program}
     * @param zone of dates that bear no offset
     */
    public SacctReader(String delimiter, ZoneId zone, Rows rows) {
        this.delimiter = delimiter.getBytes(StandardCharsets.UTF_8);
        if (this.delimiter.length == 0) throw new IllegalArgumentException("no delimiter");
        this.rows = rows;
        this.row = new SacctRow(zone, rows);
    }

    /** To the end of the stream. */
    public void read(InputStream out) throws IOException, InterruptedException {
        while (true) {
            makeRoom();
            int count = out.read(buffer, end, buffer.length - end);
            if (count < 0) return;
            end += count;
            split();
        }
    }

    /**
     * Ends the reading.
     *
     * @param complete the program ended well; if not, a record that it did not finish is dropped
     */
    public void finish(boolean complete) throws InterruptedException {
        if (complete) {
            finished = true;
            split();
            if (!isBlank(start, end) || tooLong != null) unfinished();
        }
        start = end;
    }

    /** Text behind the last record is whole lines; all else is a record that breaks off. */
    private void unfinished() {
        torn |= tooLong != null || columns > 0 || buffer[end - 1] != '\n';
        if (tooLong != null) tooLong();
        else bad("unfinished", start, end);
    }

    /**
     * Why this cannot be all that sacct had to tell, however well it ended; "" if it can. A record
     * that cannot be read among others that can is not why. After {@link #finish}.
     */
    public String gap() {
        if (torn) return "its output breaks off in a record";
        return foreign && records == 0 ? "its output is none of sacct's" : "";
    }

    private void makeRoom() {
        if (end < buffer.length) return;
        byte[] to = end - start > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, to, 0, end - start);
        buffer = to;
        scanned -= start;
        end -= start;
        start = 0;
    }

    private void split() throws InterruptedException {
        boolean more = true;
        while (more && start < end) {
            more =
                    switch (form) {
                        case UNDECIDED -> decide();
                        case OURS -> record();
                        case BARS -> line();
                    };
        }
        if (start == end && tooLong == null) {
            start = scanned = end = 0;
        } else if (end - start > LONGEST) {
            if (tooLong == null) tooLong = shown(start, end);
            start = form == Form.OURS ? scanned : end;
        }
    }

    /** False when more must be read first. */
    private boolean decide() {
        int newline = find('\n', scanned);
        int stop = newline < 0 ? end : newline;
        if (find(delimiter, start, stop) >= 0) {
            form = Form.OURS;
            scanned = start;
            return true;
        }
        if (newline < 0 && !finished) {
            scanned = end;
            return false;
        }
        if (tooLong != null) tooLong();
        else if (count('|', start, stop) >= BARS) {
            form = Form.BARS;
            scanned = start;
            return true;
        } else if (stop > start) bad("no record", start, stop);
        next(Math.min(stop + 1, end));
        return true;
    }

    /** A line of Sonar's form; false when more must be read first. */
    private boolean line() throws InterruptedException {
        int newline = find('\n', scanned);
        if (newline < 0 && !finished) {
            scanned = end;
            return false;
        }
        int stop = newline < 0 ? end : newline;
        if (tooLong != null) tooLong();
        else if (stop > start) bars(stop);
        next(Math.min(stop + 1, end));
        return true;
    }

    private void bars(int stop) throws InterruptedException {
        int bars = row.bars(buffer, start, stop);
        if (bars >= BARS) take(start, stop);
        else bad((bars + 1) + " columns, expected " + (BARS + 1), start, stop);
    }

    /**
     * A record of our form; false when more must be read first. It ends where a newline follows a
     * delimiter, unless only the name is still to come, which may itself begin with one.
     */
    private boolean record() throws InterruptedException {
        while (true) {
            int at = find(delimiter, scanned, end);
            int behind = at + delimiter.length;
            if (at < 0 || (behind == end && !finished)) {
                scanned = at >= 0 ? at : Math.max(scanned, end - delimiter.length + 1);
                return false;
            }
            if (tooLong == null) note(at - start);
            columns++;
            scanned = behind;
            boolean newline = behind == end || buffer[behind] == '\n';
            if (newline && columns != SacctColumn.COUNT - 1) {
                whole(at);
                next(Math.min(behind + 1, end));
                return true;
            }
        }
    }

    private void note(int offset) {
        if (columns < SacctColumn.COUNT) row.column(columns, offset);
        else {
            surplus = row.shift() + delimiter.length;
            row.column(SacctColumn.COUNT - 1, offset);
        }
    }

    private void whole(int stop) throws InterruptedException {
        if (tooLong != null) {
            tooLong();
        } else if (columns < SacctColumn.COUNT) {
            bad(wrongColumns(), start, stop);
        } else if (columns > SacctColumn.COUNT) {
            behindATornOne(stop);
        } else {
            int foreign = row.ours(buffer, start, start, delimiter.length);
            if (!isBlank(start, start + foreign)) bad("no record", start, start + foreign - 1);
            take(start + foreign, stop);
        }
    }

    /** A record that breaks off at a newline runs on into the next, which is a whole one. */
    private void behindATornOne(int stop) throws InterruptedException {
        int from = start + surplus;
        int foreign = row.ours(buffer, start, from, delimiter.length);
        if (foreign > 0 && row.isNumbered()) {
            bad(wrongColumns(), start, from + foreign - 1);
            take(from + foreign, stop);
        } else {
            bad(wrongColumns(), start, stop);
        }
    }

    private String wrongColumns() {
        return columns + " columns, expected " + SacctColumn.COUNT;
    }

    private void take(int from, int stop) throws InterruptedException {
        if (row.isNumbered()) {
            records++;
            rows.row(row);
        } else bad("no job number in JobIDRaw", from, stop);
    }

    private void next(int at) {
        start = scanned = at;
        columns = 0;
    }

    private void tooLong() {
        foreign = true;
        rows.unreadable("longer than 1 MiB: \"" + tooLong + '"');
        tooLong = null;
    }

    private void bad(String why, int from, int to) {
        foreign = true;
        rows.unreadable(why + ": \"" + shown(from, to) + '"');
    }

    private String shown(int from, int to) {
        int most = Math.min(to, from + Shown.LONGEST * delimiter.length);
        String text = new String(buffer, from, most - from, StandardCharsets.UTF_8);
        return Shown.of(text.replace(new String(delimiter, StandardCharsets.UTF_8), "|"));
    }

    /** Empty lines. */
    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) if (buffer[i] != '\n') return false;
        return true;
    }

    private int find(char wanted, int from) {
        for (int i = from; i < end; i++) if (buffer[i] == wanted) return i;
        return -1;
    }

    /** The first whole delimiter in a part of the buffer. */
    private int find(byte[] wanted, int from, int to) {
        byte first = wanted[0];
        for (int i = from; i <= to - wanted.length; i++) {
            if (buffer[i] == first && isAt(wanted, i)) return i;
        }
        return -1;
    }

    private boolean isAt(byte[] wanted, int at) {
        for (int i = 1; i < wanted.length; i++) if (buffer[at + i] != wanted[i]) return false;
        return true;
    }

    private int count(char wanted, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) if (buffer[i] == wanted) count++;
        return count;
    }
}
