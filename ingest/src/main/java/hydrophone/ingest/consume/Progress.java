package hydrophone.ingest.consume;

import hydrophone.message.MessageType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * How far a cluster's ingest is, and what stands in its way. Told by the thread that consumes; any
 * thread may ask, and is answered at once from memory.
 */
public final class Progress {
    /** Nodes beyond this number are not remembered: names are made by others. */
    private static final int MOST_NODES = 50_000;

    private final String cluster;
    private final LongSupplier nanos;
    private final IngestCounters counters = new IngestCounters();
    private final ConcurrentMap<String, Long> nodes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> obstacles = new ConcurrentHashMap<>();
    private volatile long beat;
    private volatile long lag = -1;
    private volatile Optional<Instant> committed = Optional.empty();

    /**
     * @param nanos a clock that never steps, as {@link System#nanoTime}
     */
    public Progress(String cluster, LongSupplier nanos) {
        this.cluster = cluster;
        this.nanos = nanos;
        this.beat = nanos.getAsLong();
        obstacles.put("start", "starting");
    }

    public String cluster() {
        return cluster;
    }

    /** Messages of a type that were new and are stored, since the start. */
    public long stored(MessageType type) {
        return counters.stored(type);
    }

    /** Bytes of the values of all records that were dealt with, since the start. */
    public long bytes() {
        return counters.bytes();
    }

    /** Messages that were in the store already, since the start. */
    public long repeated() {
        return counters.repeated();
    }

    /** Records kept as dead letters, since the start. */
    public long deadLetters() {
        return counters.deadLetters();
    }

    /** Records that were stored although something about them was odd, since the start. */
    public long odd() {
        return counters.remarked();
    }

    /** Records that the broker holds and are not read; empty = the broker has not said yet. */
    public OptionalLong lag() {
        return lag < 0 ? OptionalLong.empty() : OptionalLong.of(lag);
    }

    /** When something was last committed; empty = nothing since the start. */
    public Optional<Instant> committed() {
        return committed;
    }

    /** Time of the newest sample of each node in the store, Unix seconds. */
    public Map<String, Long> nodes() {
        return nodes;
    }

    /** What keeps records from being stored, a phrase each; none = it works. */
    public List<String> obstacles() {
        List<String> texts = new ArrayList<>();
        for (String text : obstacles.values()) texts.add(cluster + ": " + text);
        texts.sort(null);
        return texts;
    }

    /** Since the loop came round. */
    public Duration sinceBeat() {
        return Duration.ofNanos(nanos.getAsLong() - beat);
    }

    /** A node has a sample of this time. */
    public void seen(String node, long time) {
        if (nodes.size() < MOST_NODES || nodes.containsKey(node)) {
            nodes.merge(node, time, Math::max);
        }
    }

    /** It ended, and will not go on in this process. */
    public void ended(String why) {
        obstacles.put("end", why);
        lag = -1;
    }

    IngestCounters counters() {
        return counters;
    }

    void beat() {
        beat = nanos.getAsLong();
    }

    void lag(long records) {
        lag = records;
    }

    void committed(Instant when) {
        committed = Optional.of(when);
    }

    /** Puts something in the way, or takes it away again where the text is empty. */
    void obstacle(String what, String text) {
        if (text.isEmpty()) {
            obstacles.remove(what);
        } else {
            obstacles.put(what, text);
        }
    }
}
