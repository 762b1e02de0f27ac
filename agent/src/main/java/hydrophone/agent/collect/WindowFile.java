package hydrophone.agent.collect;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the mark of {@link SlurmWindow} from run to run: one line of text, an instant in UTC,
 * replaced as a whole. A file that cannot be read or written is said once and done without: a
 * restart then asks for the window only.
 */
public final class WindowFile {
    private static final Logger log = LoggerFactory.getLogger(WindowFile.class);

    private final Path file;
    private final Consumer<String> warn;
    private boolean warned;

    /**
     * @param folder made if need be
     * @param role of the daemon's, whose lock it shares; so are cluster and host
     */
    public WindowFile(Path folder, String cluster, String role, String host) {
        this(folder.resolve(name(cluster, role, host)), log::warn);
    }

    WindowFile(Path file, Consumer<String> warn) {
        this.file = file;
        this.warn = warn;
    }

    private static String name(String cluster, String role, String host) {
        return ("jobs-" + cluster + "-" + role + "-" + host).replaceAll("[^A-Za-z0-9._-]", "_");
    }

    Optional<Instant> read() {
        try {
            Instant mark = Instant.parse(Files.readString(file).strip());
            if (mark.isBefore(Instant.EPOCH)) throw new DateTimeException("no mark: " + mark);
            return Optional.of(mark);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | DateTimeException e) {
            complain("cannot be read", e);
            return Optional.empty();
        }
    }

    void write(Instant mark) {
        try {
            Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
            Files.createDirectories(folder);
            Path fresh = folder.resolve(file.getFileName() + ".new");
            Files.writeString(fresh, mark + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            complain("cannot be written", e);
        }
    }

    private void complain(String what, Exception e) {
        if (warned) return;
        warned = true;
        warn.accept(
                file
                        + ": "
                        + what
                        + " ("
                        + e
                        + "); jobs that end while the agent is down longer than [jobs] window"
                        + " would be missed: give the agent a state folder that it may write"
                        + " (STATE_DIRECTORY)");
    }
}
