package hydrophone.ingest.query;

import hydrophone.hosts.NodeRange;

import java.util.List;
import java.util.Locale;

/** The options by which a verb is narrowed; each is one SQL parameter of the same name. */
public enum Filter {
    FROM("TIME", "from this time on; 6h, 2d, HH:MM, YYYY-MM-DD…", "-S", "--since", "--starttime"),
    TO("TIME", "up to this time", "-E", "--until", "--endtime"),
    USER("NAME,…", "only of these users", "-u", "--user"),
    JOB("ID,…", "only these jobs: 123, 123_4, 123+1", "-j", "--job", "--jobs"),
    NODE("RANGE", "only on these nodes: c1-[1-4,7]", "-w", "--node", "--nodelist"),
    ACCOUNT("NAME,…", "only of these Slurm accounts", "-A", "--account"),
    PARTITION("NAME,…", "only of these Slurm partitions", "-p", "--partition"),
    EPOCH("N", "of the jobs with this id the one of this epoch", "--epoch"),
    BUCKET("DURATION", "one row for each so long: 5m, 1h", "--bucket"),
    FOLD("", "nodes alike on one line", "--fold");

    private final String label;
    private final String help;
    private final String names;

    Filter(String label, String help, String... names) {
        this.label = label;
        this.help = help;
        this.names = String.join(" ", names);
    }

    public List<String> names() {
        return List.of(names.split(" "));
    }

    /** What stands for the value in the help; empty = a switch. */
    public String label() {
        return label;
    }

    public String help() {
        return help;
    }

    /** A user's word made fit for a message on a terminal. */
    public static String shown(String text) {
        return SafeText.shown(text);
    }

    String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value to bind, or a usage error. */
    Object parse(String text, TimeExpression times) throws QueryException {
        return switch (this) {
            case FROM, TO -> times.seconds(text);
            case USER, ACCOUNT, PARTITION -> Json.list(List.of(text.split(",", -1)));
            case JOB -> JobIds.json(text);
            case NODE -> Json.list(nodes(text));
            case EPOCH -> epoch(text);
            case BUCKET -> TimeExpression.span(text);
            case FOLD -> 1L;
        };
    }

    private static long epoch(String text) throws QueryException {
        if (text.matches("\\d{1,18}")) return Long.parseLong(text);
        throw QueryException.usage("--epoch takes a number, not '" + SafeText.shown(text) + "'");
    }

    private static List<String> nodes(String text) throws QueryException {
        try {
            return NodeRange.expand(text);
        } catch (IllegalArgumentException e) {
            throw QueryException.usage(
                    "cannot read the node range '" + SafeText.shown(text) + "': " + e.getMessage());
        }
    }
}
