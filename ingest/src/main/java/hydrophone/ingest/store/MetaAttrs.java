package hydrophone.ingest.store;

import hydrophone.message.Envelope.Meta;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code meta.attrs}; a value that makes no sense counts as none, and is told. */
final class MetaAttrs {
    private static final BigDecimal LONGEST = BigDecimal.valueOf(366L * 86_400 * 1000);
    private static final int LONGEST_RUN = 64;
    private static final int LONGEST_LOST = 1 << 20;
    private static final Pattern LOST =
            Pattern.compile("([^:,]{1," + LONGEST_RUN + "}):([0-9]{1,18})-([0-9]{1,18})");
    private static final Set<String> PARTS = Set.of("partitions", "nodes");

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

    /** The list of a cluster message that is empty without meaning it; null = none is. */
    static @Nullable String missing(Meta meta) {
        return meta.attr(Meta.MISSING).filter(PARTS::contains).orElse(null);
    }

    /** The messages that a report says will not come; none if it is no such report. */
    static List<Lost> lost(Meta meta) {
        String text = meta.attr(Meta.LOST).orElse("");
        if (text.isEmpty() || text.length() > LONGEST_LOST) return List.of();
        List<Lost> lost = new ArrayList<>();
        for (String range : text.split(",", -1)) {
            Matcher parts = LOST.matcher(range);
            if (!parts.matches()) return List.of();
            long first = Long.parseLong(parts.group(2));
            long last = Long.parseLong(parts.group(3));
            if (first < 1 || first > last) return List.of();
            lost.add(new Lost(parts.group(1), first, last));
        }
        return lost;
    }

    /** What could not be used. */
    static List<String> remarks(Meta meta) {
        List<String> remarks = new ArrayList<>();
        if (meta.attr(Meta.INTERVAL).isPresent() && intervalMillis(meta) == null) {
            remarks.add("meta.attrs interval: expected seconds above 0, ignored");
        }
        // A run alone is that of a report, which is none of the run's messages.
        if (meta.attr(Meta.SEQ).isPresent() && place(meta) == null) {
            remarks.add("meta.attrs run, seq: expected a short id and a number above 0, ignored");
        }
        if (meta.attr(Meta.MISSING).isPresent() && missing(meta) == null) {
            remarks.add("meta.attrs missing: expected partitions or nodes, ignored");
        }
        if (meta.attr(Meta.LOST).isPresent() && lost(meta).isEmpty()) {
            remarks.add("meta.attrs lost: expected RUN:FIRST-LAST, several with commas, ignored");
        }
        return remarks;
    }

    /** Messages of a run, from {@code first} to {@code last}; some of them may have come. */
    record Lost(String run, long first, long last) {}

    /** The place of a message in a run: {@code seq} counts from 1. */
    record Place(String run, long seq) {}
}
