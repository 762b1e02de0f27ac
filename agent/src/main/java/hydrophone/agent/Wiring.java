package hydrophone.agent;

import hydrophone.Version;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.config.Cadence;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.Destination;
import hydrophone.agent.daemon.Daemon;
import hydrophone.agent.daemon.Event;
import hydrophone.agent.daemon.HostLock;
import hydrophone.agent.daemon.Signals;
import hydrophone.agent.sink.DumpTap;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The composition root of the daemon, with {@link Session}: what lasts as long as the process is
 * made here, what belongs to one reading of the configuration there. These two know all packages.
 */
final class Wiring implements Daemon.Host {
    static final Path PROC = Path.of("/proc");
    static final Path SYS = Path.of("/sys");

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

    private final Configuration configuration;
    private final Lasting lasting;
    private final DumpTap tap;
    private final Vitals vitals;
    private final Controls controls;
    private final AtomicInteger stops = new AtomicInteger();
    private volatile Optional<Session> session = Optional.empty();

    private Wiring(Configuration configuration, String node) {
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        OutputStream stdout = new FileOutputStream(FileDescriptor.out);
        DaemonConfig config = configuration.current();
        this.configuration = configuration;
        this.lasting =
                new Lasting(
                        new Origin(config.global().cluster(), node),
                        HexFormat.of().formatHex(id),
                        stdout,
                        InstantSource.system());
        this.tap = new DumpTap(stdout, config.debug().dump());
        this.vitals = new Vitals(lasting, () -> session);
        this.controls = new Controls(lasting, event -> session.ifPresent(s -> s.post(event)));
    }

    /** Runs the daemon until it is told to stop; the exit status. */
    static int run(Configuration configuration, String node) {
        return new Wiring(configuration, node).run();
    }

    private int run() {
        Signals.catchAll(this::signal);
        Path folder = SpoolFolder.of(config(), lasting.origin());
        try {
            return config().destination() instanceof Destination.Remote ? locked(folder) : serve();
        } catch (IOException e) {
            log.error(
                    "spool {}: cannot be made or read ({}); set [spool] directory to a folder that"
                            + " this user may write",
                    folder,
                    e.toString());
            return e instanceof AccessDeniedException ? Exit.PERMISSION : Exit.CANNOT_CREATE;
        }
    }

    private int locked(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        SpoolFolder.make(folder);
        Optional<HostLock> lock = HostLock.take(file);
        if (lock.isEmpty()) {
            String holder = HostLock.holder(file);
            log.error("{}: held by process {}; stop that daemon first", file, holder);
            return Exit.LOCKED;
        }
        try (HostLock _ = lock.get()) {
            SpoolFolder.remark(folder).ifPresent(log::warn);
            return serve();
        }
    }

    private DaemonConfig config() {
        return configuration.current();
    }

    private int serve() throws IOException {
        try (vitals;
                controls) {
            Session first = open(Map.of());
            sayStart();
            for (Session now = first; now.run(); ) now = open(now.looked());
            log.info("Stopped: {}", lasting.counters().line());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Exit.OK;
    }

    private Session open(Map<MessageType, Instant> looked) throws IOException {
        Session next = new Session(config(), lasting, this, tap, looked);
        Optional<Session> before = session;
        session = Optional.of(next);
        before.ifPresent(old -> old.unheard().forEach(next::post));
        // Told while there was no session to tell it to.
        if (stops.get() > 0) next.post(new Event.Signal("TERM"));
        controls.follow(config());
        vitals.ready(config().metrics().listen(), config().destination().name());
        return next;
    }

    @Override
    public void alive() {
        vitals.alive();
    }

    @Override
    public void stopping() {
        vitals.stopping();
    }

    @Override
    public void dump(boolean on) {
        tap.set(on);
    }

    @Override
    public boolean mayExit() {
        return config().control().allowExit();
    }

    @Override
    public boolean reload() {
        vitals.reloading();
        boolean changed = configuration.readAgain();
        if (changed) {
            vitals.reloaded();
            log.info("The configuration is taken over: {}", config().destination().name());
        } else {
            vitals.kept();
        }
        return changed;
    }

    /**
     * The second word to stop means at once, and the first is not waited for longer than promised.
     */
    private void signal(String name) {
        if (!name.equals("HUP") && stops.incrementAndGet() > 1) halt();
        session.ifPresent(s -> s.post(new Event.Signal(name)));
        if (name.equals("HUP")) return;
        Thread.ofPlatform().daemon().name("stop").start(this::haltLate);
    }

    private void halt() {
        session.ifPresent(Session::kill);
        Runtime.getRuntime().halt(Exit.OK);
    }

    private void haltLate() {
        try {
            TimeUnit.NANOSECONDS.sleep(LONGEST_STOP.toNanos());
            log.warn("Something does not end; stopping without it");
            halt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayStart() {
        DaemonConfig config = config();
        log.info(
                "Hydrophone {} started: cluster={} role={} node={} sink={} sample={} sysinfo={}"
                        + " jobs={} cluster-state={} run={}",
                Version.text(),
                lasting.origin().cluster(),
                config.global().role().word(),
                lasting.origin().node(),
                config.destination().name(),
                cadence(config.sample().cadence()),
                cadence(config.sysinfo().cadence()),
                cadence(config.jobs().cadence()),
                cadence(config.cluster().cadence()),
                lasting.run());
        if (config.destination() instanceof Destination.Remote) {
            log.info("Spool: {}", SpoolFolder.of(config, lasting.origin()));
            log.debug("Initialization succeeded");
        }
    }

    private static String cadence(Optional<Cadence> cadence) {
        return cadence.map(Cadence::toString).orElse("off");
    }
}
