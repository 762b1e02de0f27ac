package hydrophone.ingest.query;

import java.util.Locale;

/**
 * What a column holds, told by the end of its name, so that an SQL text needs no description beside
 * it. CSV and JSON give the figure in the unit of the name; tables give it to people.
 */
enum Kind {
    TEXT(""),
    /** Percent of one core or card: may pass 100. */
    PERCENT("_pct"),
    /** Percent of a whole, never above 100: shown with a bar. */
    SHARE("_share_pct"),
    SIZE("_kib"),
    RATE("_kib_s"),
    DURATION("_s"),
    /** Seconds since something: shown coarsely. */
    AGE("_age_s"),
    /** Unix seconds in SQL; ISO 8601 with the viewer's offset in CSV and JSON. */
    TIME("_time"),
    /** JSON list of node names or ranges; shown folded. */
    NODES("");

    private final String suffix;

    Kind(String suffix) {
        this.suffix = suffix;
    }

    static Kind of(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        if (name.equals("nodes")) return NODES;
        if (name.equals("time")) return TIME;
        for (Kind kind : new Kind[] {SHARE, PERCENT, RATE, SIZE, AGE, DURATION, TIME}) {
            if (name.endsWith(kind.suffix)) return kind;
        }
        return TEXT;
    }

    /** The column's name as a heading: without its unit, but for percentages. */
    String heading(String column) {
        if (column.equals("time")) return column;
        String bare = column.substring(0, column.length() - suffix.length()).replace('_', ' ');
        return switch (this) {
            case PERCENT, SHARE -> bare + " %";
            case AGE -> bare + " ago";
            case TEXT, SIZE, RATE, DURATION, TIME, NODES -> bare;
        };
    }
}
