package hydrophone.agent;

import hydrophone.agent.config.ConfigException;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.Problem;
import hydrophone.agent.daemon.HostLock;
import hydrophone.agent.log.Loggers;
import hydrophone.agent.machine.HostName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code agent daemon FILE}: from the file to a running daemon. */
final class DaemonCommand {
    private static final Logger log = LoggerFactory.getLogger(DaemonCommand.class);

    private DaemonCommand() {}

    /** Returns when the daemon has ended; the exit status. */
    static int run(Path file) {
        Loaded loaded;
        try {
            loaded = DaemonConfig.read(file);
        } catch (ConfigException e) {
            e.problems().forEach(System.err::println);
            return e.forbidden() ? Exit.PERMISSION : Exit.CONFIG;
        }
        DaemonConfig config = loaded.config();
        if (config.debug().verbose()) Loggers.installed().ifPresent(Loggers::verbose);
        if (config.global().jsonLog()) Loggers.installed().ifPresent(Loggers::json);
        for (Problem remark : loaded.remarks()) log.warn("{}", remark);
        String host = HostName.read(config.global().procRoot());
        String node = config.global().hostnameOnly() ? HostName.cut(host) : host;
        Optional<Path> directory = config.global().lockDirectory();
        Configuration configuration = new Configuration(file, config);
        return directory.isPresent()
                ? locked(configuration, node, directory.get())
                : Wiring.run(configuration, node);
    }

    private static int locked(Configuration configuration, String node, Path directory) {
        Path file = directory.resolve(lockName(configuration.current(), node));
        try {
            Optional<HostLock> lock = HostLock.take(file);
            if (lock.isEmpty()) {
                log.error(
                        "{}: held by process {}; stop that daemon first",
                        file,
                        HostLock.holder(file));
                return Exit.LOCKED;
            }
            try (HostLock _ = lock.get()) {
                return Wiring.run(configuration, node);
            }
        } catch (AccessDeniedException e) {
            log.error("{}: may not be written; check the owner of lock-directory", file);
            return Exit.PERMISSION;
        } catch (NoSuchFileException e) {
            log.error(
                    "{}: the directory is not there; make it, or change lock-directory", directory);
            return Exit.CANNOT_CREATE;
        } catch (IOException e) {
            log.error("{}: cannot be made ({}); check lock-directory", file, e.toString());
            return Exit.CANNOT_CREATE;
        }
    }

    private static String lockName(DaemonConfig config, String node) {
        String cluster = config.global().cluster();
        return "hydrophone-" + cluster + "-" + config.global().role().word() + "-" + node + ".lock";
    }
}
