package hydrophone.ingest.query;

import java.util.Locale;
import java.util.Set;

/**
 * Looks at a user's SQL text before SQLite does: one statement, and one that reads. The connection
 * is read-only besides; this is for a clear word, and for what writes elsewhere (VACUUM INTO).
 */
final class SelectOnly {
    private static final Set<String> READING = Set.of("select", "with", "values", "explain");

    private final String sql;
    private int at;

    private SelectOnly(String sql) {
        this.sql = sql;
    }

    static void check(String sql) throws QueryException {
        SelectOnly text = new SelectOnly(sql);
        text.skipBlank();
        String word = text.word();
        if (word.isEmpty()) throw QueryException.usage("no SQL given: query sql 'SELECT …'");
        if (!READING.contains(word)) {
            throw QueryException.usage(
                    "the store is only read here: use SELECT, not "
                            + word.toUpperCase(Locale.ROOT));
        }
        text.skipStatement();
        text.skipBlank();
        if (text.at < sql.length()) throw QueryException.usage("one statement at a time, please");
    }

    private String word() {
        int start = at;
        while (at < sql.length() && Character.isLetter(sql.charAt(at))) at++;
        return at == start && at < sql.length()
                ? sql.substring(at, at + 1)
                : sql.substring(start, at).toLowerCase(Locale.ROOT);
    }

    /** To behind the semicolon or the end, over quoted texts and comments. */
    private void skipStatement() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ';') {
                at++;
                return;
            }
            if (c == '\'' || c == '"' || c == '`') skipTo(String.valueOf(c), 1);
            else if (c == '[') skipTo("]", 1);
            else if (!skipComment()) at++;
        }
    }

    private void skipBlank() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == ';' || c == '\ufeff') at++;
            else if (!skipComment()) return;
        }
    }

    private boolean skipComment() {
        if (sql.startsWith("--", at)) skipTo("\n", 2);
        else if (sql.startsWith("/*", at)) skipTo("*/", 2);
        else return false;
        return true;
    }

    private void skipTo(String end, int from) {
        int found = sql.indexOf(end, at + from);
        at = found < 0 ? sql.length() : found + end.length();
    }
}
