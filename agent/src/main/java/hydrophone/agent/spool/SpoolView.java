package hydrophone.agent.spool;

import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.spool.CursorFile.Cursor;
import hydrophone.agent.spool.QueueReader.Bytes;
import hydrophone.agent.spool.QueueReader.Gap;
import hydrophone.agent.spool.QueueReader.Message;
import hydrophone.agent.spool.QueueReader.Nothing;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks into a spool and changes nothing, also while a daemon works with it: what it sends
 * meanwhile may then be missing.
 */
public final class SpoolView {
    private final Path folder;

    /**
     * Messages of one type that wait.
     *
     * @param messages how many, those among them that cannot be read included
     * @param bytes of the segments
     * @param oldest time of the oldest that can be read
     */
    public record Queue(MessageType type, long messages, long bytes, Optional<Instant> oldest) {}

    /**
     * What a look at every byte has found.
     *
     * @param whole messages that can be sent
     * @param damaged messages that cannot
     * @param badBytes bytes that are no message; a daemon that was killed leaves some
     */
    public record Health(long whole, long damaged, long badBytes) {}

    /** What is done with a message. */
    public interface Visitor {
        void visit(Outgoing message) throws IOException;
    }

    private interface Eye {
        /** False = that was enough. */
        boolean message(Frame frame, byte[] value) throws IOException;

        void gap(Gap gap);
    }

    public SpoolView(Path folder) {
        this.folder = folder;
    }

    /** Whether a spool lies there. */
    public static boolean isSpool(Path folder) {
        return Stream.of(MessageType.values())
                .allMatch(t -> Files.isDirectory(folder.resolve(t.word())));
    }

    public Queue queue(MessageType type) throws IOException {
        Recovery found = recovery(type);
        long bytes =
                found.segments().tailMap(found.cursor().segment(), true).values().stream()
                        .mapToLong(Held::size)
                        .sum();
        Instant[] oldest = new Instant[1];
        walk(
                found,
                new Eye() {
                    @Override
                    public boolean message(Frame frame, byte[] value) {
                        oldest[0] = frame.time();
                        return false;
                    }

                    @Override
                    public void gap(Gap gap) {}
                });
        long messages = found.cursor().tail() - found.cursor().head();
        return new Queue(type, messages, bytes, Optional.ofNullable(oldest[0]));
    }

    /** Reads everything that waits. */
    public Health check(MessageType type) throws IOException {
        long[] sums = new long[3];
        walk(
                recovery(type),
                new Eye() {
                    @Override
                    public boolean message(Frame frame, byte[] value) {
                        sums[0]++;
                        return true;
                    }

                    @Override
                    public void gap(Gap gap) {
                        // A daemon that works with it has sent them meanwhile.
                        if (gap.bad().filter(Bytes::isGone).isPresent()) return;
                        sums[1] += gap.lost();
                        sums[2] += gap.bad().map(b -> b.to() - b.from()).orElse(0L);
                    }
                });
        return new Health(sums[0], sums[1], sums[2]);
    }

    /**
     * Shows each message that waits and can be read, the oldest first.
     *
     * @throws IOException the visitor's own, or when the spool cannot be read
     */
    public void each(MessageType type, Visitor visitor) throws IOException {
        walk(
                recovery(type),
                new Eye() {
                    @Override
                    public boolean message(Frame frame, byte[] value) throws IOException {
                        visitor.visit(
                                new Outgoing(
                                        type,
                                        type.word(),
                                        frame.key(),
                                        value,
                                        frame.time(),
                                        frame.place()));
                        return true;
                    }

                    @Override
                    public void gap(Gap gap) {}
                });
    }

    /** What is lost and not yet reported. */
    public List<Loss> losses(MessageType type) {
        return new Losses(folder.resolve("losses")).of(type);
    }

    /** Files in the quarantine. */
    public List<Path> quarantine() throws IOException {
        Path quarantine = folder.resolve("quarantine");
        if (!Files.isDirectory(quarantine)) return List.of();
        try (Stream<Path> files = Files.list(quarantine)) {
            return files.sorted().toList();
        }
    }

    private Recovery recovery(MessageType type) throws IOException {
        Path queue = folder.resolve(type.word());
        return new Recovery(queue, CursorFile.peek(queue.resolve("cursor")));
    }

    private static void walk(Recovery found, Eye eye) throws IOException {
        try (FrameCoder coder = new FrameCoder();
                QueueReader reader = new QueueReader(found.segments(), coder)) {
            Cursor place = found.cursor();
            while (true) {
                switch (reader.step(place)) {
                    case Message(Frame frame, byte[] value, Cursor next) -> {
                        if (!eye.message(frame, value)) return;
                        place = next;
                    }
                    case Gap gap -> {
                        eye.gap(gap);
                        place = gap.to();
                    }
                    case Nothing() -> {
                        return;
                    }
                }
            }
        }
    }
}
