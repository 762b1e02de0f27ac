package hydrophone.agent.spool;

import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.spool.CursorFile.Cursor;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.agent.spool.QueueReader.Gap;
import hydrophone.agent.spool.QueueReader.Message;
import hydrophone.agent.spool.QueueReader.Nothing;
import hydrophone.agent.spool.QueueReader.Step;
import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The messages of one type that wait, in their order: appended at the tail, read at the head, gone
 * when they are {@link #remove}d. It opens whatever the bytes in its folder are. What cannot be
 * read is passed over when it comes to the head: kept in the quarantine, counted, noted as a loss;
 * what is there and cannot be opened now is waited for. A new run never appends to a segment of an
 * old one. Not thread-safe.
 */
final class SpoolQueue implements AutoCloseable {
    /** An empty queue leaves a segment of this size behind, so that idle queues are small. */
    private static final long SMALL = 256 << 10;

    private final MessageType type;
    private final Path folder;
    private final Keeping keeping;
    private final FrameCoder coder;
    private final @Nullable CursorFile cursorFile;
    private final NavigableMap<Long, Held> segments;
    private final QueueReader reader;
    private @Nullable SegmentWriter writer;
    private @Nullable Instant headTime;
    private Cursor at;

    /**
     * A message that waits.
     *
     * @param next where the one after it stands
     */
    record Waiting(long id, Outgoing message, Cursor next) {}

    /** Makes a message of what a frame holds. */
    interface Maker {
        Outgoing message(Frame frame, byte[] value);
    }

    SpoolQueue(MessageType type, Path spool, Keeping keeping, FrameCoder coder) throws IOException {
        this.type = type;
        this.folder = Files.createDirectories(spool.resolve(type.word()), Modes.FOLDER);
        this.keeping = keeping;
        this.coder = coder;
        this.cursorFile = openCursor();
        Recovery recovery =
                new Recovery(folder, cursorFile == null ? Optional.empty() : cursorFile.read());
        this.segments = recovery.segments();
        this.reader = new QueueReader(segments, coder);
        this.at = recovery.cursor();
        leaveBehind();
        if (headIsGivenUp()) {
            moveTo(reader.tally(at, at.segment(), new Tally(type, keeping.clock().instant())));
        }
    }

    /** A crash came after the note of a loss and before the loss: it must not be sent after all. */
    private boolean headIsGivenUp() {
        try {
            return reader.step(at) instanceof Message(Frame head, _, _)
                    && keeping.losses().haveGivenUp(type, head.place());
        } catch (UnreadableSegment _) {
            return false;
        }
    }

    /** A full disk may have no room for it. */
    private @Nullable CursorFile openCursor() {
        try {
            return CursorFile.open(folder.resolve("cursor"));
        } catch (IOException e) {
            return null;
        }
    }

    boolean isEmpty() {
        return at.head() >= at.tail();
    }

    /** How many wait, those among them that cannot be read included. */
    long waiting() {
        return at.tail() - at.head();
    }

    long bytes() {
        return segments.values().stream().mapToLong(Held::size).sum();
    }

    /**
     * Appends messages, all or none; they are safe when this returns.
     *
     * @throws IOException and nothing is appended; the next call uses a new segment
     */
    void append(List<Outgoing> messages) throws IOException {
        SegmentWriter to = writer();
        long id = at.tail();
        try {
            for (Outgoing message : messages) {
                int length = coder.encode(message);
                to.append(id++, coder.payload(), length);
            }
            to.commit();
        } catch (IOException e) {
            abandon(to);
            throw e;
        } finally {
            coder.rest();
        }
        long first = at.tail();
        segments.compute(
                to.segment().number(),
                (_, held) ->
                        new Held(to.segment(), to.length(), held == null ? first : held.first()));
        if (isEmpty()) headTime = messages.getFirst().time();
        at = new Cursor(at.segment(), at.offset(), at.head(), id);
        writeCursor(false);
    }

    private SegmentWriter writer() throws IOException {
        SegmentWriter current = writer;
        if (current != null && current.length() < keeping.segmentBytes()) return current;
        closeWriter();
        long beyond = segments.isEmpty() ? 1 : segments.lastKey() + 1;
        long number = Math.max(at.segment(), beyond);
        SegmentWriter fresh = Segment.create(folder, number, at.tail(), keeping.sync());
        segments.put(number, new Held(fresh.segment(), Segment.HEADER, at.tail()));
        writer = fresh;
        return fresh;
    }

    /** A disk that failed is not trusted with this file again. */
    private void abandon(SegmentWriter failed) {
        try {
            failed.takeBack();
        } catch (IOException _) {
            // Half a frame at its end: it is passed over when it comes to be read.
            closeWriter();
        }
        closeWriter();
        if (failed.length() > Segment.HEADER) return;
        segments.remove(failed.segment().number());
        unlink(failed.segment());
    }

    private void closeWriter() {
        SegmentWriter current = writer;
        writer = null;
        if (current == null) return;
        try {
            current.close();
        } catch (IOException _) {
            // What was appended is synced already.
            return;
        }
    }

    /** Time of the oldest message that can be read; empty if none waits. */
    Optional<Instant> oldest(Maker maker) {
        if (headTime == null) lookAtHead(maker);
        return isEmpty() ? Optional.empty() : Optional.ofNullable(headTime);
    }

    private void lookAtHead(Maker maker) {
        try {
            List<Waiting> head = take(1, maker);
            if (!head.isEmpty()) headTime = head.getFirst().message().time();
        } catch (UnreadableSegment _) {
            // Whoever wants the message itself is told.
            return;
        }
    }

    /**
     * The oldest messages: so many bytes of them, or one.
     *
     * @throws UnreadableSegment when it is not known now what the first one is
     */
    List<Waiting> take(long most, Maker maker) {
        List<Waiting> taken = new ArrayList<>();
        Cursor place = at;
        for (long bytes = 0; bytes < most; ) {
            switch (step(place, taken)) {
                case Message(Frame frame, byte[] value, Cursor next) -> {
                    bytes += value.length;
                    if (bytes > most && !taken.isEmpty()) return taken;
                    taken.add(new Waiting(frame.id(), maker.message(frame, value), next));
                    place = next;
                }
                case Gap gap -> {
                    if (!taken.isEmpty()) return taken;
                    pass(gap);
                    place = at;
                }
                case Nothing() -> {
                    return taken;
                }
            }
        }
        return taken;
    }

    /** What was taken before is no less good for what cannot be opened. */
    private Step step(Cursor place, List<Waiting> taken) {
        try {
            return reader.step(place);
        } catch (UnreadableSegment e) {
            if (taken.isEmpty()) throw e;
            return new Nothing();
        }
    }

    /** All up to this message are done with. */
    void remove(Waiting last) {
        if (last.id() < at.head()) return;
        KillPoint.BEFORE_CURSOR.reached();
        moveTo(last.next());
    }

    /** The record is one that the broker refuses: it stays where people find it. */
    boolean quarantine(Waiting refused) {
        return keeping.quarantine()
                .put(type.word() + "-" + refused.id() + ".json", refused.message().value());
    }

    private void pass(Gap gap) {
        gap.bad().ifPresent(bad -> keeping.keepAside(type, bad, reader));
        if (gap.lost() > 0) noteDamage(gap.lost());
        KillPoint.AFTER_QUARANTINE.reached();
        moveTo(gap.to());
    }

    private void noteDamage(long messages) {
        Instant now = keeping.clock().instant();
        keeping.losses().add(new Loss(type, Reason.DAMAGED, "", 0, 0, messages, now, now));
        keeping.listener().lost(type, Reason.DAMAGED, messages);
    }

    private void moveTo(Cursor next) {
        headTime = null;
        at = new Cursor(next.segment(), next.offset(), next.head(), at.tail());
        leaveBehind();
    }

    /** Writes down where the head is, then removes what lies before it. */
    private void leaveBehind() {
        boolean done = isEmpty() && (writer == null || writer.length() > SMALL);
        if (done && !segments.isEmpty()) {
            long beyond = Math.max(at.segment(), segments.lastKey() + 1);
            at = start(beyond, at.head());
        }
        writeCursor(keeping.sync());
        while (!segments.isEmpty() && segments.firstKey() < at.segment()) {
            Segment first = segments.firstEntry().getValue().segment();
            if (writer != null && writer.segment().equals(first)) closeWriter();
            segments.remove(first.number());
            unlink(first);
        }
    }

    private void writeCursor(boolean sync) {
        try {
            if (cursorFile != null) cursorFile.write(at, sync);
        } catch (IOException _) {
            // Memory knows; after a restart something may be sent again, which changes nothing.
            return;
        }
    }

    private void unlink(Segment segment) {
        reader.close();
        KillPoint.BEFORE_UNLINK.reached();
        try {
            Files.deleteIfExists(segment.file());
        } catch (IOException _) {
            // It is looked at again at the next start, and known to be done with.
            return;
        }
        KillPoint.AFTER_UNLINK.reached();
    }

    /**
     * Gives up the oldest segment, and what still waits in it.
     *
     * @return false if there is none
     */
    boolean drop() {
        if (segments.isEmpty()) return false;
        Tally tally = new Tally(type, keeping.clock().instant());
        Cursor beyond = reader.tally(at, segments.firstKey(), tally);
        keeping.losses().add(tally.losses());
        if (tally.messages() > 0) keeping.listener().lost(type, Reason.FULL, tally.messages());
        KillPoint.BEFORE_DROP.reached();
        moveTo(beyond);
        return true;
    }

    private Cursor start(long number, long head) {
        return new Cursor(number, Segment.HEADER, head, at.tail());
    }

    @Override
    public void close() {
        closeWriter();
        reader.close();
        if (cursorFile == null) return;
        try {
            cursorFile.close();
        } catch (IOException _) {
            return;
        }
    }
}
