package hydrophone.agent;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the daemon keeps what it must know in its next run: {@code $STATE_DIRECTORY} (systemd's),
 * else /var/lib/hydrophone if that may be written, else {@code $XDG_STATE_HOME/hydrophone}, else
 * ~/.local/state/hydrophone.
 */
final class StateFolder {
    private static final Path SYSTEM = Path.of("/var/lib/hydrophone");

    private StateFolder() {}

    static Path find() {
        String given = variable("STATE_DIRECTORY");
        if (!given.isEmpty()) return Path.of(given.split(":", 2)[0]);
        if (Files.isWritable(SYSTEM)) return SYSTEM;
        String home = variable("XDG_STATE_HOME");
        Path base = home.isEmpty() ? Path.of(variable("HOME"), ".local", "state") : Path.of(home);
        return base.resolve("hydrophone");
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }
}
