package hydrophone.agent.spool;

import hydrophone.agent.spool.CursorFile.Cursor;
import hydrophone.agent.spool.FrameReader.Bad;
import hydrophone.agent.spool.FrameReader.End;
import hydrophone.agent.spool.FrameReader.Good;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds out where a queue stands, from whatever lies in its folder. Reads the headers of all
 * segments and the frames of the newest, hence at most one segment.
 */
final class Recovery {
    private final NavigableMap<Long, Held> segments = new TreeMap<>();
    private final Cursor cursor;

    /**
     * @param known what the cursor file says
     */
    Recovery(Path folder, Optional<Cursor> known) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Segment segment : files.map(Segment::of).flatMap(Optional::stream).toList()) {
                add(segment);
            }
        }
        this.cursor = known.isPresent() ? continued(known.get()) : fromTheStart();
    }

    private void add(Segment segment) throws IOException {
        try {
            long size = Files.size(segment.file());
            segments.put(segment.number(), new Held(segment, size, first(segment)));
        } catch (NoSuchFileException _) {
            // The daemon that works with it is done with this one.
            return;
        }
    }

    /** By number; those before the cursor are no longer needed. */
    NavigableMap<Long, Held> segments() {
        return segments;
    }

    Cursor cursor() {
        return cursor;
    }

    private static long first(Segment segment) {
        try {
            return segment.firstId().orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private Cursor continued(Cursor known) {
        long tail = Math.max(Math.max(known.head(), known.tail()), lastId() + 1);
        return new Cursor(
                Math.max(1, known.segment()),
                Math.max(Segment.HEADER, known.offset()),
                known.head(),
                tail);
    }

    private Cursor fromTheStart() {
        long last = lastId();
        long first =
                segments.values().stream()
                        .mapToLong(Held::first)
                        .filter(f -> f > 0)
                        .findFirst()
                        .orElse(1);
        long number = segments.isEmpty() ? 1 : segments.firstKey();
        return new Cursor(number, Segment.HEADER, first, Math.max(first, last + 1));
    }

    /** Of the newest frame that can be read; 0 = there is none. */
    private long lastId() {
        for (Held held : segments.descendingMap().values()) {
            long last = lastId(held);
            if (last > 0) return last;
        }
        return 0;
    }

    private static long lastId(Held held) {
        long last = Math.max(0, held.first() - 1);
        long offset = Segment.HEADER;
        try (FrameReader frames = new FrameReader(held.segment())) {
            while (true) {
                switch (frames.at(offset, held.size(), last + 1, Long.MAX_VALUE)) {
                    case Good(_, var head, long next) -> {
                        last = head.id();
                        offset = next;
                    }
                    case Bad(long to, long nextId) -> {
                        offset = to;
                        if (nextId > 0) last = nextId - 1;
                    }
                    case End() -> {
                        return last;
                    }
                }
            }
        } catch (IOException e) {
            return last;
        }
    }
}
