package hydrophone.agent;

import hydrophone.agent.config.ConfigException;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.Destination.Remote;
import hydrophone.agent.config.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The configuration in use, and how to read it again: the whole file is looked at first, and only
 * one without errors takes the place of the one before. What names the daemon and its files stays
 * as it was at the start. Read by any thread, changed by the daemon's own.
 */
final class Configuration {
    private static final Logger log = LoggerFactory.getLogger(Configuration.class);

    private final Path file;
    private volatile DaemonConfig current;

    Configuration(Path file, DaemonConfig current) {
        this.file = file;
        this.current = current;
    }

    DaemonConfig current() {
        return current;
    }

    /** False if it is to stay as it is; the log says why. */
    boolean readAgain() {
        try {
            Loaded loaded = DaemonConfig.read(file);
            List<String> fixed = fixed(current, loaded.config());
            if (!fixed.isEmpty()) {
                log.error(
                        "{}: {} cannot change while the daemon runs; restart it. Nothing of the"
                                + " file is taken over",
                        file,
                        String.join(", ", fixed));
                return false;
            }
            for (Problem remark : loaded.remarks()) log.warn("{}", remark);
            current = loaded.config();
            return true;
        } catch (ConfigException e) {
            for (Problem problem : e.problems()) log.error("{}", problem);
            log.error("{}: the configuration in use stays as it is", file);
            return false;
        }
    }

    /** What differs and must not. */
    private static List<String> fixed(DaemonConfig is, DaemonConfig wanted) {
        List<String> fixed = new ArrayList<>();
        differ("global.cluster", is.global().cluster(), wanted.global().cluster(), fixed);
        differ("global.role", is.global().role(), wanted.global().role(), fixed);
        differ(
                "global.hostname-only",
                is.global().hostnameOnly(),
                wanted.global().hostnameOnly(),
                fixed);
        differ(
                "global.lock-directory",
                is.global().lockDirectory(),
                wanted.global().lockDirectory(),
                fixed);
        differ("spool.directory", is.spool().directory(), wanted.spool().directory(), fixed);
        differ(
                "the kind of sink (one on this machine, or one beyond it)",
                is.destination() instanceof Remote,
                wanted.destination() instanceof Remote,
                fixed);
        return fixed;
    }

    private static void differ(String what, Object is, Object wanted, List<String> fixed) {
        if (!Objects.equals(is, wanted)) fixed.add(what);
    }
}
