package hydrophone.agent.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Login names by user number. Each number is looked up once; one without a name (a directory
 * service that does not know it, an account that is gone) again after five minutes, since such a
 * look-up can be slow. Not thread-safe.
 */
public final class Users {
    private static final Duration RETRY = Duration.ofMinutes(5);
    private static final int PLACES = 256;

    private final Lookup lookup;
    private final InstantSource clock;
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Miss> misses = new HashMap<>();

    /** The last number asked for at each place and its name: no object for each process. */
    private final long[] lastUid = new long[PLACES];

    private final String[] lastName = new String[PLACES];

    private record Miss(String fallback, Instant at) {}

    /** Finds the name of a user number. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * @param uid the number
         * @param pid a process of that user
         */
        Answer name(long uid, long pid);
    }

    /** What a look-up says. */
    public sealed interface Answer {
        /** The number's login name. */
        record Named(String name) implements Answer {}

        /** Nobody has that number. */
        record Nobody() implements Answer {}

        /** The service has not answered yet; to be asked again next time. */
        record Later() implements Answer {}
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
            return new Users(new NameService(commands), clock);
        }
        Map<Long, String> recorded = passwd(procRoot.resolveSibling("etc").resolve("passwd"));
        return new Users((uid, _) -> recorded(recorded, uid), clock);
    }

    private static Answer recorded(Map<Long, String> names, long uid) {
        String name = names.get(uid);
        return name == null ? new Answer.Nobody() : new Answer.Named(name);
    }

    /** The login name, or {@code _user_<uid>}. */
    public String name(long uid, long pid) {
        int place = (int) uid & (PLACES - 1);
        String last = lastName[place];
        if (last != null && lastUid[place] == uid) return last;
        String known = names.get(uid);
        if (known == null) return ask(uid, pid);
        lastUid[place] = uid;
        lastName[place] = known;
        return known;
    }

    private String ask(long uid, long pid) {
        Miss missed = misses.get(uid);
        if (missed != null && recent(missed.at())) return missed.fallback();
        String fallback = "_user_" + uid;
        return switch (lookup.name(uid, pid)) {
            case Answer.Named(String name) -> {
                names.put(uid, name);
                yield name;
            }
            case Answer.Nobody _ -> {
                misses.put(uid, new Miss(fallback, clock.instant()));
                yield fallback;
            }
            case Answer.Later _ -> fallback;
        };
    }

    /** A clock that was set back makes nothing recent for years. */
    private boolean recent(Instant at) {
        Instant now = clock.instant();
        return !now.isBefore(at) && now.isBefore(at.plus(RETRY));
    }

    private static Map<Long, String> passwd(Path file) {
        try {
            return passwd(Files.readAllBytes(file));
        } catch (IOException _) {
            return Map.of(); // Not recorded: numbers then.
        }
    }

    /**
     * The first name of each number; what is not UTF-8, as in old comment fields, costs no name.
     */
    static Map<Long, String> passwd(byte[] file) {
        var names = new HashMap<Long, String>();
        for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = line.split(":", 4);
            if (fields.length == 4 && !fields[0].isEmpty() && fields[2].matches("\\d{1,10}")) {
                names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
            }
        }
        return names;
    }
}
