package hydrophone.ingest.query;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One table of an answer.
 *
 * @param title heading where a verb has several parts, and the member's name in JSON
 * @param resource the SQL text, {@code query/<resource>.sql}
 * @param sort columns of the order if none is asked for, {@code -} in front = falling
 * @param shown the columns of the table form, each with its heading or an empty text for the usual
 *     one; CSV and JSON give all columns
 * @param empty what to say when there is no row
 */
public record Part(
        String title, String resource, List<String> sort, Map<String, String> shown, String empty) {
    public Part {
        sort = List.copyOf(sort);
        shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
    }

    /** From lists with commas; a column may be followed by {@code =heading}. */
    static Part of(String title, String resource, String sort, String shown, String empty) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String column : shown.split(",", -1)) {
            int heading = column.indexOf('=');
            if (heading < 0) columns.put(column, "");
            else columns.put(column.substring(0, heading), column.substring(heading + 1));
        }
        return new Part(
                title,
                resource,
                sort.isEmpty() ? List.of() : List.of(sort.split(",", -1)),
                columns,
                empty);
    }

    /** For an answer whose columns nobody knows before. */
    static Part plain(String title, List<String> columns) {
        Map<String, String> shown = new LinkedHashMap<>();
        columns.forEach(column -> shown.put(column, ""));
        return new Part(title, "", List.of(), shown, "no row");
    }

    String heading(String column) {
        String own = shown.getOrDefault(column, "");
        return own.isEmpty() ? Kind.of(column).heading(column) : own;
    }
}
