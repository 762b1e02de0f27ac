package hydrophone.ingest.consume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks whether the store's log has grown beyond what it should be. SQLite folds it into the file,
 * and begins it anew, only when no reader stands in a query that began before; so the cause is a
 * process that has the file open, and those that we may see are named.
 */
final class WalWatch {
    private static final long MOST_BYTES = 1L << 30;

    private final Path file;
    private final Path wal;
    private final Path proc;
    private final long most;

    WalWatch(Path file) {
        this(file, Path.of("/proc"), MOST_BYTES);
    }

    WalWatch(Path file, Path proc, long most) {
        this.file = file;
        this.wal = file.resolveSibling(file.getFileName() + "-wal");
        this.proc = proc;
        this.most = most;
    }

    /** One line for a person; empty = it is small enough. Costs a look at one file then. */
    Optional<String> trouble() {
        long size = size();
        if (size <= most) return Optional.empty();
        List<String> readers = readers();
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "%s has %d MiB, as a reader has been in one query for long: end it, and the"
                                + " file is used from its beginning again (open by %s)",
                        wal,
                        size >> 20,
                        readers.isEmpty()
                                ? "no process that may be seen from here: 'fuser " + file + "'"
                                : String.join(", ", readers)));
    }

    private long size() {
        try {
            return Files.size(wal);
        } catch (IOException e) {
            return 0; // closed, or never written
        }
    }

    private List<String> readers() {
        List<String> readers = new ArrayList<>();
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : all) {
                String pid = process.getFileName().toString();
                if (!pid.equals(Long.toString(own)) && holds(process)) {
                    readers.add("process " + pid);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return readers;
    }

    private boolean holds(Path process) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                if (Files.readSymbolicLink(descriptor).equals(file)) return true;
            }
        } catch (IOException e) {
            return false; // gone, or another user's
        }
        return false;
    }
}
