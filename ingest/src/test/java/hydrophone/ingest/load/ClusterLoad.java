package hydrophone.ingest.load;

import hydrophone.codec.MessageEncoder;
import hydrophone.message.Envelope;
import hydrophone.message.SampleAttributes;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * What the agents of a cluster send, tick by tick, the nodes of a tick in any order. The same
 * settings give the same bytes. Takes the memory of its processes' state, about 40,000 for 200
 * nodes.
 */
public final class ClusterLoad implements Iterator<LoadMessage> {
    public static final String CLUSTER = "load.hydrophone.test";

    /** Between two samples of a node. */
    public static final int CADENCE_SECONDS = 300;

    private static final int MOST_BYTES = 2 << 20;
    private static final long START = OffsetDateTime.parse("2026-03-04T00:00:00Z").toEpochSecond();

    private final SplittableRandom random;
    private final List<LoadNode> nodes = new ArrayList<>();
    private final List<LoadNode> order = new ArrayList<>();
    private final MessageEncoder encoder = new MessageEncoder();
    private long ticks;
    private long now = START;

    public ClusterLoad(int nodes, long ticks, Mix mix, long seed) {
        this.random = new SplittableRandom(seed);
        this.ticks = ticks;
        JobQueue queue = new JobQueue(random.split());
        for (int i = 0; i < nodes; i++)
            this.nodes.add(new LoadNode(i, mix, queue, random.split(), START));
    }

    @Override
    public boolean hasNext() {
        return ticks > 0 || !order.isEmpty();
    }

    @Override
    public LoadMessage next() {
        if (!hasNext()) throw new NoSuchElementException();
        if (order.isEmpty()) tick();
        return message(order.removeLast());
    }

    private void tick() {
        ticks--;
        now += CADENCE_SECONDS;
        for (LoadNode node : nodes) node.advance(now, CADENCE_SECONDS);
        order.addAll(nodes);
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            order.set(i, order.set(other, order.get(i)));
        }
    }

    private LoadMessage message(LoadNode node) {
        var sample =
                new SampleAttributes(
                        Instant.ofEpochSecond(now).atOffset(ZoneOffset.ofHours(1)),
                        CLUSTER,
                        node.name(),
                        node.machine().sample(),
                        node.sampleJobs(now, CADENCE_SECONDS),
                        List.of());
        Envelope envelope = Envelope.of(node.meta(Integer.toString(CADENCE_SECONDS)), sample);
        return new LoadMessage(node.name(), encoder.encode(envelope, MOST_BYTES).orElseThrow());
    }
}
