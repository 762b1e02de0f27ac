package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Aligned text: numbers to the right, two blanks between columns, nothing drawn. */
final class TablePrinter {
    private static final int WIDTH = 120;
    private static final int LEAST_TEXT = 14;
    private static final DateTimeFormatter THIS_YEAR =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter ANY_YEAR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final Part part;
    private final Layout layout;
    private final boolean raw;
    private final Rows rows;
    private final List<Kind> kinds;
    private final Set<ZoneOffset> offsets = new HashSet<>();
    private boolean otherYears;

    /**
     * @param raw cells are shown as they are, whatever the columns' names say
     */
    TablePrinter(Part part, Rows rows, Layout layout, boolean raw) {
        this.part = part;
        this.rows = rows;
        this.layout = layout;
        this.raw = raw;
        kinds = rows.columns().stream().map(name -> raw ? Kind.TEXT : Kind.of(name)).toList();
        for (List<@Nullable Object> row : rows.cells()) lookAtTimes(row);
    }

    private void lookAtTimes(List<@Nullable Object> row) {
        int year = layout.now().atZone(layout.zone()).getYear();
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i) != Kind.TIME || !(row.get(i) instanceof Number n)) continue;
            offsets.add(Cells.offset(n.longValue(), layout.zone()));
            otherYears |=
                    Instant.ofEpochSecond(n.longValue()).atZone(layout.zone()).getYear() != year;
        }
    }

    void print(Appendable out) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        if (layout.header()) lines.add(headings());
        for (List<@Nullable Object> row : rows.cells()) lines.add(texts(row));
        int[] widths = widths(lines);
        if (!layout.wide() && !raw) shorten(lines, widths);
        boolean[] right = new boolean[kinds.size()];
        for (int i = 0; i < right.length; i++) right[i] = right(i);
        for (List<String> line : lines) out.append(line(line, widths, right)).append('\n');
    }

    private int[] widths(List<List<String>> lines) {
        int[] widths = new int[kinds.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], SafeText.width(line.get(i)));
            }
        }
        return widths;
    }

    /** Takes from the widest texts, one column after the other, until the table fits. */
    private void shorten(List<List<String>> lines, int[] widths) {
        int total = Arrays.stream(widths).sum() + 2 * (widths.length - 1);
        boolean[] cut = new boolean[widths.length];
        for (int over = total - WIDTH; over > 0; over--) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean text = kinds.get(i) == Kind.TEXT || kinds.get(i) == Kind.NODES;
                boolean may = text && widths[i] > LEAST_TEXT;
                if (may && (widest < 0 || widths[i] > widths[widest])) widest = i;
            }
            if (widest < 0) break;
            widths[widest]--;
            cut[widest] = true;
        }
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                if (cut[i]) line.set(i, SafeText.shortened(line.get(i), widths[i]));
            }
        }
    }

    private static String line(List<String> cells, int[] widths, boolean[] right) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - SafeText.width(cells.get(i)));
            if (i > 0) out.append("  ");
            out.append(right[i] ? pad + cells.get(i) : cells.get(i) + pad);
        }
        return out.toString().stripTrailing();
    }

    private List<String> headings() {
        List<String> headings = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            String name = SafeText.shown(rows.columns().get(i));
            String heading = raw ? name : part.heading(rows.columns().get(i));
            boolean one = kinds.get(i) == Kind.TIME && offsets.size() == 1;
            headings.add(one ? heading + " " + offset(offsets.iterator().next()) : heading);
        }
        return headings;
    }

    private static String offset(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "UTC" : offset.getId();
    }

    private List<String> texts(List<@Nullable Object> row) {
        List<String> texts = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) texts.add(text(kinds.get(i), row.get(i)));
        return texts;
    }

    private String text(Kind kind, @Nullable Object cell) {
        if (kind == Kind.TIME && cell instanceof Number n) return time(n.longValue());
        if (raw && cell instanceof Number n) return Json.number(n);
        return Cells.human(kind, cell);
    }

    /** The offset stands in the heading, unless a clock change lies between the rows. */
    private String time(long t) {
        DateTimeFormatter form = otherYears ? ANY_YEAR : THIS_YEAR;
        String text = form.format(Instant.ofEpochSecond(t).atZone(layout.zone()));
        return offsets.size() > 1 ? text + " " + offset(Cells.offset(t, layout.zone())) : text;
    }

    private boolean right(int column) {
        return switch (kinds.get(column)) {
            case PERCENT, SHARE, SIZE, RATE, DURATION, AGE -> true;
            case TIME, NODES -> false;
            case TEXT -> allNumbers(column);
        };
    }

    private boolean allNumbers(int column) {
        for (List<@Nullable Object> row : rows.cells()) {
            Object cell = row.get(column);
            if (cell != null && !(cell instanceof Number)) return false;
        }
        return true;
    }
}
