package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes answers. Tables are for people; CSV (RFC 4180, lines end in LF, NULL = nothing, an empty
 * text = {@code ""}) and JSON hold every column in the unit of its name, and times as ISO 8601 with
 * the viewer's offset. An answer of several parts: tables and CSV one after the other with an empty
 * line between, JSON one object, NDJSON a member {@code part} in each row.
 */
public final class ResultPrinter {
    private final Layout layout;
    private final boolean raw;

    /**
     * @param raw for the user's own SQL: column names say nothing about units
     */
    public ResultPrinter(Layout layout, boolean raw) {
        this.layout = layout;
        this.raw = raw;
    }

    /** Sorts, cuts and writes; the notes that this adds come back. */
    public List<String> print(Answer answer, Appendable out) throws IOException, QueryException {
        List<String> notes = new ArrayList<>();
        Map<Part, Rows> parts = prepared(answer, notes);
        boolean several = answer.parts().size() > 1;
        if (layout.format() == Format.JSON && several) out.append("{\n");
        int left = parts.size();
        for (Map.Entry<Part, Rows> part : parts.entrySet()) {
            boolean first = left == parts.size();
            left--;
            print(part.getKey(), part.getValue(), several, first, left == 0, out);
        }
        if (layout.format() == Format.JSON && several) out.append("}\n");
        return notes;
    }

    private Map<Part, Rows> prepared(Answer answer, List<String> notes) throws QueryException {
        Map<Part, Rows> parts = new LinkedHashMap<>();
        boolean several = answer.parts().size() > 1;
        QueryException unknown = null;
        for (Map.Entry<Part, Rows> part : answer.parts().entrySet()) {
            try {
                parts.put(part.getKey(), cut(part.getKey(), part.getValue(), several, notes));
            } catch (QueryException e) {
                // With several tables a field of one is unknown to the others: those are left out.
                if (!several) throw e;
                unknown = e;
            }
        }
        if (parts.isEmpty() && unknown != null) throw unknown;
        return parts;
    }

    private Rows cut(Part part, Rows rows, boolean several, List<String> notes)
            throws QueryException {
        Rows sorted = Order.sorted(rows, layout.sort().isEmpty() ? part.sort() : layout.sort());
        if (sorted.size() == 0 && !several) notes.add(part.empty());
        if (rows.cut() > 0)
            notes.add("more than " + rows.size() + " rows: only the first are here");
        if (layout.limit() > 0 && sorted.size() > layout.limit()) {
            notes.add(layout.limit() + " of " + sorted.size() + " rows shown (--limit)");
            sorted = sorted.mapRows(cells -> cells.subList(0, layout.limit()));
        }
        if (!layout.fields().isEmpty()) return sorted.only(layout.fields());
        boolean all = raw || layout.format() != Format.TABLE;
        return all ? sorted : sorted.only(List.copyOf(part.shown().keySet()));
    }

    private void print(
            Part part, Rows rows, boolean several, boolean first, boolean last, Appendable out)
            throws IOException {
        String name = several ? part.title().replace(' ', '_') : "";
        switch (layout.format()) {
            case TABLE -> {
                if (several) out.append(first ? "" : "\n").append(part.title());
                if (several) out.append(rows.size() == 0 ? ": " + part.empty() + "\n" : ":\n");
                if (rows.size() > 0) new TablePrinter(part, rows, layout, raw).print(out);
            }
            case CSV -> {
                if (!first) out.append('\n');
                csv(rows, out);
            }
            case JSON -> {
                if (several) out.append(Json.string(name)).append(": ");
                json(rows, out);
                out.append(several && !last ? ",\n" : "\n");
            }
            case NDJSON -> ndjson(rows, name, out);
        }
    }

    private void csv(Rows rows, Appendable out) throws IOException {
        if (layout.header()) {
            List<String> names = rows.columns().stream().map(this::quoted).toList();
            out.append(String.join(",", names)).append('\n');
        }
        for (List<@Nullable Object> row : rows.cells()) {
            for (int i = 0; i < row.size(); i++) {
                if (i > 0) out.append(',');
                out.append(csvCell(kind(rows, i), row.get(i)));
            }
            out.append('\n');
        }
    }

    private String csvCell(Kind kind, @Nullable Object cell) {
        if (cell == null) return "";
        if (kind == Kind.NODES) return quoted(Cells.folded(cell.toString()));
        if (!(cell instanceof Number n)) return quoted(Cells.text(cell));
        if (kind == Kind.TIME) return Cells.iso(n.longValue(), layout.zone());
        String number = Json.number(n);
        return number.equals("null") ? "" : number;
    }

    private String quoted(String text) {
        String safe = layout.csvSafe() && formula(text) ? "'" + text : text;
        boolean quote = safe.isEmpty() || !safe.equals(safe.strip());
        for (int i = 0; i < safe.length() && !quote; i++) {
            quote = ",\"\r\n".indexOf(safe.charAt(i)) >= 0;
        }
        return quote ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    private static boolean formula(String text) {
        String bare = text.replaceFirst("^[ \\u00a0]+", "");
        return !bare.isEmpty() && "=+-@\t\r\n".indexOf(bare.charAt(0)) >= 0;
    }

    private void json(Rows rows, Appendable out) throws IOException {
        out.append('[');
        String before = "\n  ";
        for (List<@Nullable Object> row : rows.cells()) {
            out.append(before).append(object(rows, row, ""));
            before = ",\n  ";
        }
        out.append(rows.size() == 0 ? "]" : "\n]");
    }

    private void ndjson(Rows rows, String part, Appendable out) throws IOException {
        for (List<@Nullable Object> row : rows.cells()) {
            out.append(object(rows, row, part)).append('\n');
        }
    }

    private String object(Rows rows, List<@Nullable Object> row, String part) {
        StringBuilder out = new StringBuilder("{");
        if (!part.isEmpty()) out.append("\"part\":").append(Json.string(part)).append(',');
        for (int i = 0; i < row.size(); i++) {
            if (i > 0) out.append(',');
            out.append(Json.string(rows.columns().get(i))).append(':');
            out.append(jsonCell(kind(rows, i), row.get(i)));
        }
        return out.append('}').toString();
    }

    private String jsonCell(Kind kind, @Nullable Object cell) {
        if (kind == Kind.TIME && cell instanceof Number n) {
            return Json.string(Cells.iso(n.longValue(), layout.zone()));
        }
        if (kind == Kind.NODES && cell != null) return Json.list(Cells.names(cell.toString()));
        return Json.value(cell);
    }

    private Kind kind(Rows rows, int column) {
        return raw ? Kind.TEXT : Kind.of(rows.columns().get(column));
    }
}
