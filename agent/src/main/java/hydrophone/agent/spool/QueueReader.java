package hydrophone.agent.spool;

import hydrophone.agent.spool.CursorFile.Cursor;
import hydrophone.agent.spool.FrameReader.Bad;
import hydrophone.agent.spool.FrameReader.End;
import hydrophone.agent.spool.FrameReader.Good;

import org.jspecify.annotations.Nullable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Reads the frames of a queue, from segment to segment. Ids are consecutive, so that what is
 * missing is known to the message, whatever happened to the bytes. Holds one segment open. Not
 * thread-safe.
 */
final class QueueReader implements AutoCloseable {
    private final NavigableMap<Long, Held> segments;
    private final FrameCoder coder;
    private @Nullable FrameReader open;

    /** What stands at a place. */
    sealed interface Step {}

    /** A message. */
    // Nobody compares them, and a copy is as large as the message.
    @SuppressWarnings("ArrayRecordComponent")
    record Message(Frame frame, byte[] value, Cursor next) implements Step {}

    /**
     * None, or not the one that comes next.
     *
     * @param to where to read on
     * @param lost how many messages are not there
     * @param bad the bytes between, if any
     */
    record Gap(Cursor to, long lost, Optional<Bytes> bad) implements Step {}

    /** Nothing more. */
    record Nothing() implements Step {}

    /**
     * Bytes that are no frame.
     *
     * @param whole the segment cannot be read at all
     */
    record Bytes(Segment segment, long from, long to, boolean whole) {
        boolean isGone() {
            return whole && !Files.exists(segment.file());
        }
    }

    /**
     * @param segments of the queue, as they come and go
     */
    QueueReader(NavigableMap<Long, Held> segments, FrameCoder coder) {
        this.segments = segments;
        this.coder = coder;
    }

    /**
     * What stands there; segments that end are left for the next ones.
     *
     * @throws UnreadableSegment when it may be there, and cannot be looked at now
     */
    Step step(Cursor at) {
        Cursor place = at;
        while (place.head() < place.tail()) {
            Held held = segments.get(place.segment());
            if (held != null && place.offset() < held.size()) return within(held, place);
            Cursor next = next(place);
            long lost = next.head() - place.head();
            if (lost > 0) return new Gap(next, lost, Optional.empty());
            place = next;
        }
        return new Nothing();
    }

    /** All that is left of a segment that cannot be read. */
    private Gap beyond(Cursor place) {
        Cursor next = next(place);
        return new Gap(next, next.head() - place.head(), Optional.empty());
    }

    /** Counts what waits up to the end of this segment; the answer is the place after it. */
    Cursor tally(Cursor from, long number, Tally tally) {
        Cursor place = from;
        while (place.segment() <= number) {
            switch (stepOrPass(place)) {
                case Message(Frame frame, _, Cursor next) -> {
                    if (next.segment() > number) return start(next.segment(), frame.id(), from);
                    tally.add(frame);
                    place = next;
                }
                case Gap(Cursor to, long lost, _) -> {
                    tally.addUnreadable(lost);
                    place = to;
                }
                case Nothing() -> {
                    return start(number + 1, from.tail(), from);
                }
            }
        }
        return place;
    }

    private static Cursor start(long number, long head, Cursor of) {
        return new Cursor(number, Segment.HEADER, head, of.tail());
    }

    private Step stepOrPass(Cursor place) {
        try {
            return step(place);
        } catch (UnreadableSegment _) {
            return beyond(place);
        }
    }

    /** The start of the next segment; there, too, it is known which id comes next. */
    private Cursor next(Cursor place) {
        Map.Entry<Long, Held> next = segments.higherEntry(place.segment());
        if (next == null) {
            return new Cursor(place.segment() + 1, Segment.HEADER, place.tail(), place.tail());
        }
        long head = Math.max(place.head(), next.getValue().first());
        return new Cursor(
                next.getKey(), Segment.HEADER, Math.min(head, place.tail()), place.tail());
    }

    /** Ids from here on stand in later segments. */
    private long below(Cursor place) {
        for (Held later : segments.tailMap(place.segment(), false).values()) {
            if (later.first() > 0) return later.first();
        }
        return place.tail();
    }

    private Step within(Held held, Cursor place) {
        try {
            FrameReader frames = frames(held.segment());
            return switch (frames.at(place.offset(), held.size(), place.head(), below(place))) {
                case Good good -> message(held, place, good, frames);
                case Bad(long to, long nextId) -> {
                    long head = Math.max(place.head(), nextId);
                    Cursor next = new Cursor(place.segment(), to, head, place.tail());
                    yield gap(held, place, next);
                }
                case End() -> gap(held, place, next(place));
            };
        } catch (IOException e) {
            Cursor next = next(place);
            Bytes all = new Bytes(held.segment(), 0, held.size(), true);
            return new Gap(next, next.head() - place.head(), Optional.of(all));
        }
    }

    private Step message(Held held, Cursor place, Good good, FrameReader frames) {
        Cursor next = new Cursor(place.segment(), good.next(), place.head() + 1, place.tail());
        byte[] value = coder.value(good.frame(), frames.payload(), good.head().length());
        return value == null ? gap(held, place, next) : new Message(good.frame(), value, next);
    }

    private static Gap gap(Held held, Cursor place, Cursor next) {
        Bytes between = new Bytes(held.segment(), place.offset(), next.offset(), false);
        boolean any = next.segment() == place.segment() && next.offset() > place.offset();
        return new Gap(
                next, next.head() - place.head(), any ? Optional.of(between) : Optional.empty());
    }

    /** The bytes, as far as they can be read. */
    byte[] bytes(Bytes bad) throws IOException {
        return frames(bad.segment()).bytes(bad.from(), bad.to());
    }

    private FrameReader frames(Segment segment) throws IOException {
        FrameReader frames = open;
        if (frames != null && frames.segment().equals(segment)) return frames;
        close();
        try {
            frames = new FrameReader(segment);
        } catch (FileNotFoundException e) {
            if (Files.exists(segment.file())) throw new UnreadableSegment(segment, e);
            throw e;
        }
        open = frames;
        return frames;
    }

    /** Lets go of the file; the next step opens what it needs. */
    @Override
    public void close() {
        FrameReader frames = open;
        open = null;
        if (frames == null) return;
        try {
            frames.close();
        } catch (IOException _) {
            // Nothing was written through it.
            return;
        }
    }
}
