package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * The values an SQL text is bound to, by parameter name. {@code now} is always there; {@code from}
 * and {@code to} are given a default by the runner.
 */
public final class Bindings {
    /** A node's clock may be a little ahead of the viewer's; later samples are not believed. */
    private static final long CLOCK_LEEWAY_S = 60;

    private static final long DAY_S = 86_400;

    private final Map<String, Object> values = new HashMap<>();
    private final TimeExpression times;

    public Bindings(java.time.Instant now, java.time.ZoneId zone) {
        times = new TimeExpression(now, zone);
        values.put("now", now.getEpochSecond());
    }

    /** Takes an option's text. */
    public void put(Filter filter, String text) throws QueryException {
        values.put(filter.parameter(), filter.parse(text, times));
    }

    boolean has(Filter filter) {
        return values.containsKey(filter.parameter());
    }

    @Nullable Object get(String parameter) {
        return values.get(parameter);
    }

    boolean has(String parameter) {
        return values.containsKey(parameter);
    }

    /**
     * Sets the window: the last day up to {@code newest}, the time of the store's newest sample, so
     * that a store that is no longer filled still answers; everything for a job asked by its id.
     */
    void window(long newest) throws QueryException {
        long now = times.now().getEpochSecond();
        values.putIfAbsent("to", now + CLOCK_LEEWAY_S);
        boolean all = has(Filter.JOB);
        values.putIfAbsent("from", all ? 0L : Math.min(now, newest > 0 ? newest : now) - DAY_S);
        values.putIfAbsent("bucket", 1L);
        if (number("from") > number("to")) {
            throw QueryException.usage("--since lies after --until: nothing can be between them");
        }
    }

    private long number(String parameter) {
        return values.get(parameter) instanceof Long n ? n : 0;
    }
}
