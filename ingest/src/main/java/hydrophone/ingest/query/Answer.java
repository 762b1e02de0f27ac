package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a verb found, and what is to be said about it.
 *
 * @param notes lines for stderr: completeness first
 */
public record Answer(Map<Part, Rows> parts, List<String> notes) {
    public Answer {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        notes = List.copyOf(notes);
    }

    static Answer of(Map<Part, Rows> parts, Optional<Rows> said) {
        List<String> notes = new ArrayList<>();
        for (Rows rows : parts.values()) {
            Optional<Long> got = rows.sum("samples");
            Optional<Long> expected = rows.sum("samples_expected");
            if (got.isPresent() && expected.isPresent() && expected.get() > 0) {
                notes.add(completeness(got.get(), expected.get()));
            }
        }
        if (said.isPresent()) {
            for (List<@Nullable Object> row : said.get().cells()) addText(row, notes);
        }
        return new Answer(parts, notes);
    }

    private static void addText(List<@Nullable Object> row, List<String> notes) {
        Object text = row.get(0);
        if (text != null) notes.add(SafeText.shown(text.toString()));
    }

    static String completeness(long got, long expected) {
        double percent = Math.floor(1000.0 * got / expected) / 10;
        return String.format(
                Locale.ROOT, "complete: %d of %d samples (%.1f %%)", got, expected, percent);
    }
}
