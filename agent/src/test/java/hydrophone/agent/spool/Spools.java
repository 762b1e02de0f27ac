package hydrophone.agent.spool;

import hydrophone.agent.sink.Messages;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.agent.spool.SpoolQueue.Waiting;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A spool in a test, and what it says of losses. */
final class Spools implements Spool.Listener, AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-05T00:00:00Z");
    private static final long ALL = 1 << 30;

    private final Map<Reason, Long> lost = new EnumMap<>(Reason.class);
    private final Spool spool;

    Spools(Path folder, long cap) {
        this(folder, cap, true, "c.no");
    }

    /** Of a cluster that may not be the usual one. */
    Spools(Path folder, String cluster) {
        this(folder, 64 << 20, true, cluster);
    }

    private Spools(Path folder, long cap, boolean sync, String cluster) {
        try {
            spool =
                    new Spool(
                            folder,
                            new Spool.Settings(cap, sync),
                            new ClusterTopics(cluster),
                            this,
                            InstantSource.fixed(NOW));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Spools open(Path folder) {
        return new Spools(folder, 64 << 20);
    }

    /**
     * For tests that open thousands: only a power failure could tell the difference, and the
     * reserve is small.
     */
    static Spools unsynced(Path folder) {
        return new Spools(folder, 4 << 20, false, "c.no");
    }

    Spool spool() {
        return spool;
    }

    @Override
    public void lost(MessageType type, Reason reason, long messages) {
        lost.merge(reason, messages, Long::sum);
    }

    long lost(Reason reason) {
        return lost.getOrDefault(reason, 0L);
    }

    /** Appends messages with these numbers as values, one call for all. */
    void put(MessageType type, int from, int to) {
        append(
                type,
                IntStream.range(from, to)
                        .mapToObj(i -> Messages.of(type, i, "m" + i + "\n"))
                        .toList());
    }

    void append(MessageType type, List<Outgoing> messages) {
        try {
            spool.append(type, messages, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes and removes all that waits of a type. */
    List<String> drain(MessageType type) {
        List<String> values = new ArrayList<>();
        for (List<Waiting> some = spool.take(type, ALL);
                !some.isEmpty();
                some = spool.take(type, ALL)) {
            some.forEach(w -> values.add(text(w)));
            spool.remove(some.getLast());
        }
        return values;
    }

    List<String> look(MessageType type, long bytes) {
        return spool.take(type, bytes).stream().map(Spools::text).toList();
    }

    static String text(Waiting waiting) {
        return new String(waiting.message().value(), StandardCharsets.UTF_8).strip();
    }

    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    @Override
    public void close() {
        spool.close();
    }
}
