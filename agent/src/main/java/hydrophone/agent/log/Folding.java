package hydrophone.agent.log;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets each kind of line pass once in a while and counts what it holds back. Thread-safe. */
final class Folding {
    private static final int KINDS = 256;

    private final Duration quiet;
    private final Map<String, Kind> kinds = LinkedHashMap.newLinkedHashMap(KINDS);

    Folding(Duration quiet) {
        this.quiet = quiet;
    }

    private static final class Kind {
        private Instant shown;
        private long held;

        Kind(Instant shown) {
            this.shown = shown;
        }
    }

    /**
     * @return -1 to hold the line back, otherwise how many of its kind were held back since it last
     *     passed
     */
    synchronized long pass(String kind, Instant now) {
        Kind known = kinds.get(kind);
        if (known == null) {
            if (kinds.size() >= KINDS) kinds.remove(kinds.keySet().iterator().next());
            kinds.put(kind, new Kind(now));
            return 0;
        }
        boolean stepped = now.isBefore(known.shown);
        if (!stepped && now.isBefore(known.shown.plus(quiet))) {
            known.held++;
            return -1;
        }
        long held = known.held;
        known.shown = now;
        known.held = 0;
        return held;
    }
}
