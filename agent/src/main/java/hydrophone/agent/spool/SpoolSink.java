package hydrophone.agent.spool;

import hydrophone.agent.sink.Outcome;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.sink.Sink;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes messages into the spool: what it accepts outlives the process. One fdatasync for each type
 * in a batch.
 */
public final class SpoolSink implements Sink {
    /** When so much waits in memory it is time to make room on a full disk. */
    private static final long URGENT_BYTES = 512 << 10;

    private final Spool spool;
    private final Path folder;

    public SpoolSink(Spool spool, Path folder) {
        this.spool = spool;
        this.folder = folder;
    }

    @Override
    public String name() {
        return "spool " + folder;
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) {
        Map<MessageType, List<Outgoing>> types = new EnumMap<>(MessageType.class);
        for (Outgoing message : batch) {
            types.computeIfAbsent(message.type(), _ -> new ArrayList<>()).add(message);
        }
        boolean urgent = batch.stream().mapToLong(m -> m.value().length).sum() > URGENT_BYTES;
        Map<MessageType, Outcome> outcomes = new EnumMap<>(MessageType.class);
        types.forEach((type, messages) -> outcomes.put(type, append(type, messages, urgent)));
        Outcome[] each = new Outcome[batch.size()];
        Arrays.setAll(each, i -> outcomes.get(batch.get(i).type()));
        return Arrays.asList(each);
    }

    private Outcome append(MessageType type, List<Outgoing> messages, boolean urgent) {
        try {
            spool.append(type, messages, urgent);
            return new Accepted();
        } catch (IOException e) {
            return new Later(name() + " cannot be written (" + e.getMessage() + ")");
        }
    }

    /** The spool is closed by whoever opened it. */
    @Override
    public void close(Duration patience) {}
}
