package hydrophone.ingest.store;

import hydrophone.message.Envelope.Meta;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code meta.attrs}; a value that makes no sense counts as none, and is told. */
final class MetaAttrs {
    private static final BigDecimal LONGEST = BigDecimal.valueOf(366L * 86_400 * 1000);
    private static final int LONGEST_RUN = 64;

    private MetaAttrs() {}

    /** What cpu_util covers, in ms; null = the producer did not say. */
    static @Nullable Long intervalMillis(Meta meta) {
        String text = meta.attr(Meta.INTERVAL).orElse(null);
        if (text == null || text.length() > 20) return null;
        try {
            BigDecimal millis = new BigDecimal(text).movePointRight(3);
            boolean sane = millis.signum() > 0 && millis.compareTo(LONGEST) <= 0;
            return sane ? Long.valueOf(Math.max(1, millis.longValue())) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Which message of which run of the agent this is; null = the producer did not say. */
    static @Nullable Place place(Meta meta) {
        String run = meta.attr(Meta.RUN).orElse(null);
        String seq = meta.attr(Meta.SEQ).orElse(null);
        if (run == null || run.isEmpty() || run.length() > LONGEST_RUN || seq == null) return null;
        try {
            long number = Long.parseLong(seq);
            return number > 0 ? new Place(run, number) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** What could not be used. */
    static List<String> remarks(Meta meta) {
        List<String> remarks = new ArrayList<>();
        if (meta.attr(Meta.INTERVAL).isPresent() && intervalMillis(meta) == null) {
            remarks.add("meta.attrs interval: expected seconds above 0, ignored");
        }
        boolean counted = meta.attr(Meta.RUN).isPresent() || meta.attr(Meta.SEQ).isPresent();
        if (counted && place(meta) == null) {
            remarks.add("meta.attrs run, seq: expected a short id and a number above 0, ignored");
        }
        return remarks;
    }

    /** The place of a message in a run: {@code seq} counts from 1. */
    record Place(String run, long seq) {}
}
