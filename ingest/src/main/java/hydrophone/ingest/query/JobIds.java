package hydrophone.ingest.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Job ids as Slurm writes them: {@code 123}, {@code 123_4} (task of an array), {@code 123+1} (part
 * of a het job), a step's {@code .name} being left out. A plain id also finds the tasks of the
 * array, and the parts of the het job, of that id.
 */
final class JobIds {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18})(?:_(\\d{1,18})|\\+(\\d{1,18}))?(?:\\.[A-Za-z0-9]+)?");

    private JobIds() {}

    /** As a JSON list of {@code [job, task or null, het offset or null]}, for SQL to resolve. */
    static String json(String list) throws QueryException {
        List<String> entries = new ArrayList<>();
        for (String word : list.split(",", -1)) entries.add(entry(word.strip()));
        return "[" + String.join(",", entries) + "]";
    }

    private static String entry(String word) throws QueryException {
        Matcher m = FORM.matcher(word);
        if (!m.matches()) {
            throw QueryException.usage(
                    "'" + SafeText.shown(word) + "' is no job id: use 123, 123_4 or 123+1");
        }
        return "["
                + Long.parseLong(m.group(1))
                + ","
                + number(m.group(2))
                + ","
                + number(m.group(3))
                + "]";
    }

    private static String number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? "null" : Long.toString(Long.parseLong(digits));
    }
}
