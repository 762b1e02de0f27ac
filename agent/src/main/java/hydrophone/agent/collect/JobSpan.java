package hydrophone.agent.collect;

import java.util.regex.Pattern;

/**
 * The time that sacct is asked about, in sacct's own words.
 *
 * @param from for {@code -S}
 * @param to for {@code -E}
 * @param given as the user wrote it, "" if it is ours
 */
public record JobSpan(String from, String to, String given) {
    private static final Pattern DATE = Pattern.compile("[0-9]+-[0-9]+-[0-9]+");

    /**
     * The last minutes.
     *
     * @param uncompleted jobs that are to begin in the future, too
     */
    public static JobSpan minutes(long minutes, boolean uncompleted) {
        return new JobSpan("now-" + minutes + "minutes", end(uncompleted), "");
    }

    /** A pending job that asked to begin at a later time stands in sacct's future. */
    static String end(boolean uncompleted) {
        return uncompleted ? "now+3650days" : "now";
    }

    /**
     * From one day on, before another: {@code yyyy-mm-dd,yyyy-mm-dd}; looked at in {@link #check}.
     */
    public static JobSpan days(String given) {
        int comma = given.indexOf(',');
        return comma < 0
                ? new JobSpan(given, "", given)
                : new JobSpan(given.substring(0, comma), given.substring(comma + 1), given);
    }

    /**
     * @throws CollectException unless both days are three numbers; sacct judges what they mean
     */
    void check() throws CollectException {
        if (given.isEmpty()) return;
        if (!DATE.matcher(from).matches() || !DATE.matcher(to).matches()) {
            throw new CollectException(
                    "Bad --span: " + given + "; expected two days: yyyy-mm-dd,yyyy-mm-dd");
        }
    }
}
