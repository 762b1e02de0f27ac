package hydrophone.agent.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Login names by user number. Each number is looked up once; one without a name (a directory
 * service that is away, an account that is gone) again after five minutes, since such a look-up can
 * be slow. Not thread-safe.
 */
public final class Users {
    private static final Duration RETRY = Duration.ofMinutes(5);
    private static final Duration GETENT_TIMEOUT = Duration.ofSeconds(2);

    private final Lookup lookup;
    private final InstantSource clock;
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Instant> misses = new HashMap<>();

    /** Finds the name of a user number. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * @param uid the number
         * @param pid a process of that user
         */
        Optional<String> name(long uid, long pid);
    }

    public Users(Lookup lookup, InstantSource clock) {
        this.lookup = lookup;
        this.clock = clock;
    }

    /**
     * The users of the machine whose /proc is given: of this one by its name service, of a recorded
     * one by {@code etc/passwd} beside its {@code proc}, if that was recorded.
     */
    public static Users of(Path procRoot, Commands commands, InstantSource clock) {
        if (procRoot.toAbsolutePath().normalize().equals(Path.of("/proc"))) {
            return new Users((uid, pid) -> nameService(uid, pid, commands), clock);
        }
        Map<Long, String> recorded = passwd(procRoot.resolveSibling("etc").resolve("passwd"));
        return new Users((uid, _) -> Optional.ofNullable(recorded.get(uid)), clock);
    }

    /** The login name, or {@code _user_<uid>}. */
    public String name(long uid, long pid) {
        String known = names.get(uid);
        if (known != null) return known;
        Instant missed = misses.get(uid);
        if (missed == null || !clock.instant().isBefore(missed.plus(RETRY))) {
            Optional<String> found = lookup.name(uid, pid);
            if (found.isPresent()) {
                names.put(uid, found.get());
                return found.get();
            }
            misses.put(uid, clock.instant());
        }
        return "_user_" + uid;
    }

    /**
     * The JDK asks the name service for a file's owner; getent does where no file is the user's.
     */
    private static Optional<String> nameService(long uid, long pid, Commands commands) {
        try {
            Map<String, Object> owner =
                    Files.readAttributes(Path.of("/proc", Long.toString(pid)), "unix:uid,owner");
            if (owner.get("uid") instanceof Integer number
                    && Integer.toUnsignedLong(number) == uid
                    && owner.get("owner") instanceof UserPrincipal principal) {
                String name = principal.getName();
                return name.equals(Integer.toString(number)) ? Optional.empty() : Optional.of(name);
            }
        } catch (IOException | UnsupportedOperationException _) {
            // The process has gone: ask otherwise.
        }
        return getent(uid, commands);
    }

    private static Optional<String> getent(long uid, Commands commands) {
        try {
            var result =
                    commands.run(
                            List.of("getent", "passwd", Long.toString(uid)), GETENT_TIMEOUT, 4096);
            String line = new String(result.out(), StandardCharsets.UTF_8);
            int colon = line.indexOf(':');
            return result.ok() && colon > 0
                    ? Optional.of(line.substring(0, colon))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Map<Long, String> passwd(Path file) {
        var names = new HashMap<Long, String>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split(":", 4);
                if (fields.length == 4 && fields[2].matches("\\d{1,10}")) {
                    names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
                }
            }
        } catch (IOException _) {
            // Not recorded: numbers then.
        }
        return names;
    }
}
