package hydrophone.ingest.replay;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of dead letters that were judged again. Not thread-safe. */
public final class ReplayCounts {
    private final Map<String, Long> dead = new TreeMap<>();
    private long stored;
    private long repeated;

    void stored() {
        stored++;
    }

    void repeated() {
        repeated++;
    }

    void stillDead(String reason) {
        dead.merge(reason, 1L, Long::sum);
    }

    /** Messages that were new to the store. */
    public long storedCount() {
        return stored;
    }

    /** Messages that were in the store already. */
    public long repeatedCount() {
        return repeated;
    }

    /** How many stay, by the reason that stands in the table. */
    public Map<String, Long> deadByReason() {
        return Map.copyOf(dead);
    }

    public long total() {
        return stored + repeated + dead();
    }

    private long dead() {
        return dead.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String toString() {
        String reasons =
                dead.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" ", " (", ")"));
        return "stored="
                + stored
                + " already_there="
                + repeated
                + " still_dead="
                + dead()
                + (dead.isEmpty() ? "" : reasons);
    }
}
