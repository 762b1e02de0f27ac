package hydrophone.ingest.query;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * How an answer is wanted.
 *
 * @param fields columns to print; empty = the verb's own
 * @param sort columns of the order, {@code -} in front = falling; empty = the verb's own
 * @param limit rows at most; 0 = all
 * @param wide long texts are not shortened in tables
 * @param csvSafe texts that a spreadsheet would run as a formula get a {@code '} in front
 */
public record Layout(
        Format format,
        List<String> fields,
        List<String> sort,
        int limit,
        boolean header,
        boolean wide,
        boolean csvSafe,
        Instant now,
        ZoneId zone) {
    public Layout {
        fields = List.copyOf(fields);
        sort = List.copyOf(sort);
    }
}
