package hydrophone.agent.collect;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.Commands.Ending;
import hydrophone.agent.machine.Program;
import hydrophone.agent.machine.ProgramTrouble;
import hydrophone.agent.slurm.Sinfo;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Observes Slurm's partitions and node states, with two calls of sinfo that get 10 s each. When one
 * of them fails, or no line of it can be read, its part is empty, {@code meta.attrs} says that it
 * is {@code missing}, and the failure goes out beside; when both fail there is no message but the
 * failure.
 */
public final class ClusterCollector implements StreamingCollector {
    static final Duration SINFO_TIME = Duration.ofSeconds(10);

    private final Origin origin;
    private final String sinfo;
    private final Commands commands;

    /**
     * @param sinfo a path or a name; "" = there is no Slurm here
     */
    public ClusterCollector(Origin origin, String sinfo, Commands commands) {
        this.origin = origin;
        this.sinfo = sinfo;
        this.commands = commands;
    }

    /**
     * What one call wrote.
     *
     * @param trouble why it cannot be used, "" if it can
     */
    // The bytes are compared by nobody.
    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(byte[] out, String trouble) {
        boolean ok() {
            return trouble.isEmpty();
        }
    }

    @Override
    public MessageType type() {
        return MessageType.CLUSTER;
    }

    @Override
    public void collect(OffsetDateTime now, Feed feed)
            throws CollectException, InterruptedException {
        if (sinfo.isEmpty()) throw new CollectException("Unknown batch system");
        Answer partitions = ask(Sinfo.partitions(sinfo, SINFO_TIME));
        Answer nodes = ask(Sinfo.nodes(sinfo, SINFO_TIME));
        if (!partitions.ok() && !nodes.ok()) throw new CollectException(both(partitions, nodes));
        var unreadable = new Unreadable("sinfo");
        List<Partition> partitionList = Sinfo.partitions(partitions.out(), unreadable);
        boolean noPartitions = !partitions.ok() || isNonsense(partitionList, unreadable);
        var unreadableNodes = new Unreadable("sinfo");
        List<NodeGroup> groups = Sinfo.nodes(nodes.out(), unreadableNodes);
        boolean noNodes = !nodes.ok() || isNonsense(groups, unreadableNodes);
        if (!noPartitions || !noNodes) {
            var seen = new ClusterAttributes(now, origin.cluster(), true, partitionList, groups);
            feed.message(seen, missing(noPartitions, noNodes), Receipt.NOBODY);
        }
        for (Answer answer : List.of(partitions, nodes)) {
            if (!answer.ok()) feed.trouble(answer.trouble());
        }
        unreadable.report(feed);
        unreadableNodes.report(feed);
    }

    /** A list that is empty for want of a line that can be read is no news of an empty cluster. */
    private static boolean isNonsense(List<?> read, Unreadable unreadable) {
        return read.isEmpty() && unreadable.isAny();
    }

    private static String both(Answer a, Answer b) {
        return a.trouble().equals(b.trouble()) ? a.trouble() : a.trouble() + "; " + b.trouble();
    }

    private static List<Attr> missing(boolean partitions, boolean nodes) {
        if (partitions) return List.of(new Attr(Meta.MISSING, "partitions"));
        if (nodes) return List.of(new Attr(Meta.MISSING, "nodes"));
        return List.of();
    }

    private Answer ask(Program program) throws InterruptedException {
        var out = new AtomicReference<>(new byte[0]);
        try {
            Ending ending = commands.stream(program, in -> out.set(in.readAllBytes()));
            if (ending.ok()) return new Answer(out.get(), "");
            return failed(ProgramTrouble.of(program, ending));
        } catch (IOException e) {
            return failed(ProgramTrouble.of(program, e));
        }
    }

    private static Answer failed(String trouble) {
        return new Answer(new byte[0], JobPrograms.named("sinfo", trouble));
    }
}
