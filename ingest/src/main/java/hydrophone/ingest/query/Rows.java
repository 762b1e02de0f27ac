package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An answer in memory. Cells are what SQLite gives: {@code Long}, {@code Double}, {@code String},
 * {@code byte[]} or null.
 *
 * @param cut rows that were left out because of the limit on reading, as far as known: 0 or 1
 */
public record Rows(List<String> columns, List<List<@Nullable Object>> cells, int cut) {
    public Rows {
        columns = List.copyOf(columns);
    }

    int size() {
        return cells.size();
    }

    /** The place of a column, or a usage error that names the nearest one. */
    int index(String column) throws QueryException {
        int at = columns.indexOf(column);
        if (at >= 0) return at;
        throw QueryException.usage(
                "unknown field '"
                        + SafeText.shown(column)
                        + "'"
                        + NearestWord.hint(column, columns)
                        + "; fields are: "
                        + String.join(",", columns));
    }

    /** Only these columns, in this order. */
    Rows only(List<String> names) throws QueryException {
        int[] places = new int[names.size()];
        for (int i = 0; i < places.length; i++) places[i] = index(names.get(i));
        List<List<@Nullable Object>> picked = new ArrayList<>(cells.size());
        for (List<@Nullable Object> row : cells) {
            List<@Nullable Object> cut = new ArrayList<>(places.length);
            for (int place : places) cut.add(row.get(place));
            picked.add(cut);
        }
        return new Rows(names, picked, this.cut);
    }

    Rows mapRows(UnaryOperator<List<List<@Nullable Object>>> change) {
        return new Rows(columns, change.apply(cells), cut);
    }

    /** The sum of a column of counts; empty where there is no such column. */
    Optional<Long> sum(String column) {
        int at = columns.indexOf(column);
        if (at < 0) return Optional.empty();
        long sum = 0;
        for (List<@Nullable Object> row : cells) {
            if (row.get(at) instanceof Number n) sum += n.longValue();
        }
        return Optional.of(sum);
    }
}
