package hydrophone.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps what cannot be sent, for people to look at: bytes of a segment that are no frame ({@code
 * sample-SEGMENT-OFFSET.bin}), segments that could not be read ({@code sample-SEGMENT.seg}),
 * records that the broker refuses ({@code sample-ID.json}). The same thing has the same name, so
 * that nothing lies there twice. Up to a cap; beyond it the oldest files go. What cannot be kept,
 * as the disk is full, is gone. Not thread-safe.
 */
final class Quarantine {
    private final Path folder;
    private final long cap;
    private final Deque<Kept> files = new ArrayDeque<>();
    private long bytes;

    private record Kept(Path file, long bytes, FileTime time) {}

    Quarantine(Path folder, long cap) {
        this.folder = folder;
        this.cap = cap;
        for (Kept kept : list()) hold(kept);
    }

    private List<Kept> list() {
        List<Kept> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                found.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        } catch (IOException e) {
            // Not there yet, or not to be read: then it starts from nothing.
            return found;
        }
        found.sort(Comparator.comparing(Kept::time));
        return found;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return files.size();
    }

    /** False if it could not be kept. */
    boolean put(String name, byte[] content) {
        if (content.length > cap) return false;
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder, Modes.FOLDER);
            forget(file);
            makeRoom(content.length);
            Modes.write(file, content);
            hold(new Kept(file, content.length, Files.getLastModifiedTime(file)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes a whole file over; false if it stays where it is. */
    boolean take(Path from, String name) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder, Modes.FOLDER);
            long size = Files.size(from);
            if (size > cap) return false;
            forget(file);
            makeRoom(size);
            Files.move(from, file, StandardCopyOption.ATOMIC_MOVE);
            hold(new Kept(file, size, Files.getLastModifiedTime(file)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void hold(Kept kept) {
        files.addLast(kept);
        bytes += kept.bytes();
    }

    /** It is about to be written anew. */
    private void forget(Path file) {
        for (Kept kept : files) {
            if (!kept.file().equals(file)) continue;
            files.remove(kept);
            bytes -= kept.bytes();
            return;
        }
    }

    private void makeRoom(long wanted) throws IOException {
        while (bytes + wanted > cap && !files.isEmpty()) {
            Kept oldest = files.removeFirst();
            bytes -= oldest.bytes();
            try {
                Files.delete(oldest.file());
            } catch (NoSuchFileException _) {
                // Somebody has looked at it and cleared it away.
            }
        }
    }
}
