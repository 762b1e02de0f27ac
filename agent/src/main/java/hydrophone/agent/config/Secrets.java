package hydrophone.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Passwords and keys: from a file that nobody else may read, or, as Sonar allows, from the
 * configuration itself, which then must be such a file.
 */
final class Secrets {
    private static final int OTHERS_READ = 0004;
    private static final int GROUP_READ = 0040;

    private Secrets() {}

    /**
     * The password that stands under {@code inline} or in the file that one of {@code files} names.
     */
    static Optional<String> password(Section s, String inline, String... files) {
        Optional<String> here = s.text(inline);
        Optional<String> file = s.text(files);
        String key = key(s, inline, files);
        if (here.isPresent() && file.isPresent()) {
            s.wrong(inline, "not together with " + key + "; keep one");
        }
        if (here.isPresent()) s.secret(inline);
        return here.or(() -> file.flatMap(f -> content(s, key, f)));
    }

    /** Which of the keys is there, a file's first. */
    static String key(Section s, String inline, String... files) {
        for (String file : files) if (s.has(file)) return file;
        return inline;
    }

    /** The content of a file, without the blanks and newlines around it. */
    static Optional<String> content(Section s, String key, String file) {
        try {
            Path path = Path.of(file);
            String text = Files.readString(path, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                s.wrong(key, "expected a secret; " + file + " is empty");
            } else if (!guarded(s, key, path)) {
                return Optional.empty();
            }
            return Optional.of(text).filter(t -> !t.isEmpty());
        } catch (IOException | InvalidPathException e) {
            s.wrong(key, file + " cannot be read; check path, owner and mode");
            return Optional.empty();
        }
    }

    /** A file with a secret in it, "" being none. */
    static Optional<Path> file(Section s, String key) {
        Optional<Path> path = DestinationReader.readable(s, key);
        try {
            if (path.isPresent() && Files.isReadable(path.get())) guarded(s, key, path.get());
        } catch (IOException e) {
            s.wrong(key, path.get() + " cannot be read; check path, owner and mode");
        }
        return path;
    }

    private static boolean guarded(Section s, String key, Path file) throws IOException {
        Optional<String> reason = exposure(file);
        reason.ifPresent(why ->
                s.forbid(key, file + " " + why + "; chmod 600 " + file + ", and check its owner"));
        return reason.isEmpty();
    }

    /**
     * Why somebody else may read or change this file; empty = nobody but us and root may. A group
     * may where root owns the file, since that is how root hands a secret to a service.
     */
    static Optional<String> exposure(Path file) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        int owner = (Integer) Files.getAttribute(file, "unix:uid");
        int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        boolean handed = owner == 0 && self != 0;
        if ((mode & OTHERS_READ) != 0) return Optional.of("may be read by everybody");
        if ((mode & GROUP_READ) != 0 && !handed) return Optional.of("may be read by its group");
        if (owner != 0 && owner != self) return Optional.of("belongs to user " + owner);
        return Optional.empty();
    }
}
