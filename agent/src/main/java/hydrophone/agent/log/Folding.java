package hydrophone.agent.log;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a few lines of each kind pass in a while and counts what it holds back. What is held when a
 * kind never comes again is not told. Thread-safe.
 */
final class Folding {
    private static final int KINDS = 256;

    private final Duration quiet;
    private final int burst;
    private final Map<String, Kind> kinds = LinkedHashMap.newLinkedHashMap(KINDS);

    /**
     * @param quiet from a line on, so long ...
     * @param burst ... at most so many lines of its kind pass
     */
    Folding(Duration quiet, int burst) {
        this.quiet = quiet;
        this.burst = burst;
    }

    private static final class Kind {
        private Instant since;
        private int passed = 1;
        private long held;

        Kind(Instant since) {
            this.since = since;
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
        boolean stepped = now.isBefore(known.since);
        if (!stepped && now.isBefore(known.since.plus(quiet))) return again(known);
        long held = known.held;
        known.since = now;
        known.passed = 1;
        known.held = 0;
        return held;
    }

    private long again(Kind known) {
        if (known.passed < burst) {
            known.passed++;
            return 0;
        }
        known.held++;
        return -1;
    }
}
