package hydrophone.agent;

import hydrophone.Version;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.collect.SampleCollector;
import hydrophone.agent.collect.SysinfoCollector;
import hydrophone.agent.config.Cadence;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.DaemonConfig.Kafka;
import hydrophone.agent.control.StdinControl;
import hydrophone.agent.daemon.AgentCounters;
import hydrophone.agent.daemon.CollectorRunner;
import hydrophone.agent.daemon.Daemon;
import hydrophone.agent.daemon.Envelopes;
import hydrophone.agent.daemon.Event;
import hydrophone.agent.daemon.Operation;
import hydrophone.agent.daemon.Signals;
import hydrophone.agent.machine.BootTime;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.agent.sink.DeliveryLog;
import hydrophone.agent.sink.DumpTap;
import hydrophone.agent.sink.KafkaSink;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.sink.Sink;
import hydrophone.agent.sink.StdoutSink;
import hydrophone.topic.ClusterTopics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The composition root of the daemon: everything is made here, in order, and closed in reverse. The
 * one file that knows all packages.
 */
final class Wiring {
    static final Path PROC = Path.of("/proc");
    static final Path SYS = Path.of("/sys");

    private static final Logger log = LoggerFactory.getLogger(Wiring.class);
    private static final Duration FLUSH = Duration.ofSeconds(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);
    private static final Duration LONGEST_SCAN = Duration.ofSeconds(30);

    private final DaemonConfig config;
    private final Origin origin;
    private final ClusterTopics topics;
    private final String client;
    private final InstantSource clock = InstantSource.system();
    private final AgentCounters counters = new AgentCounters();
    private final OutputStream stdout = new FileOutputStream(FileDescriptor.out);
    private final long start = System.nanoTime();
    private final AtomicInteger stops = new AtomicInteger();

    private Wiring(DaemonConfig config, String node) {
        this.config = config;
        this.origin = new Origin(config.global().cluster(), node);
        this.topics = new ClusterTopics(config.global().topicPrefix(), origin.cluster());
        this.client = origin.cluster() + "/" + node;
    }

    /** Runs the daemon until it is told to stop; the exit status. */
    static int run(DaemonConfig config, String node) {
        return new Wiring(config, node).run();
    }

    private int run() {
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        String run = HexFormat.of().formatHex(id);
        Envelopes envelopes =
                new Envelopes(
                        new Envelopes.Identity(
                                origin,
                                config.global().producer(),
                                Version.text(),
                                run,
                                ZoneId.systemDefault()),
                        topics);
        DumpTap tap = new DumpTap(stdout, config.debug().dump());
        DaemonDoor door = new DaemonDoor();
        Sink sink = sink(door);
        Outbox outbox =
                new Outbox(
                        sink,
                        outboxSettings(run),
                        counters,
                        new DeliveryLog(sink.name(), System::nanoTime),
                        tap,
                        (message, why) -> Optional.of(envelopes.substitute(message, why)));
        Daemon daemon =
                new Daemon(
                        operations(),
                        new CollectorRunner(envelopes, counters),
                        outbox,
                        tap,
                        counters,
                        clock,
                        new Daemon.Limits(config.debug().oneshot(), end()));
        door.opens(daemon);
        Signals.catchAll(name -> signal(name, daemon));
        if (config.kafka().isEmpty()) control(daemon);
        sayStart(sink, run);
        return runAndStop(daemon, outbox);
    }

    /** Lets a sink, which is made first, reach the loop. */
    private static final class DaemonDoor {
        private volatile Optional<Daemon> daemon = Optional.empty();

        void opens(Daemon made) {
            daemon = Optional.of(made);
        }

        void gone(String why) {
            daemon.ifPresent(d -> d.post(new Event.SinkGone(why)));
        }
    }

    private Sink sink(DaemonDoor door) {
        Optional<Kafka> kafka = config.kafka();
        return kafka.isPresent()
                ? new KafkaSink(kafka.get().settings(), client, kafka.get().compression())
                : new StdoutSink(stdout, client, door::gone);
    }

    private Outbox.Settings outboxSettings(String run) {
        Duration window = config.kafka().map(Kafka::sendingWindow).orElse(Duration.ZERO);
        long hold = start + config.debug().outputDelay().orElse(Duration.ZERO).toNanos();
        long seed = ((long) origin.node().hashCode() << 32) ^ run.hashCode();
        return new Outbox.Settings(window, hold, new SplittableRandom(seed));
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        DaemonConfig.Sample sample = config.sample();
        DaemonConfig.Sysinfo sysinfo = config.sysinfo();
        sysinfo.cadence()
                .ifPresent(cadence ->
                        operations.add(
                                new Operation(
                                        sysinfoCollector(), cadence, sysinfo.onStartup(), true)));
        sample.cadence()
                .ifPresent(cadence ->
                        operations.add(
                                new Operation(
                                        SampleCollector.forDaemon(
                                                config.global().procRoot(),
                                                origin,
                                                sample.settings(),
                                                budget(cadence),
                                                bootTime(),
                                                clock),
                                        cadence,
                                        false,
                                        false)));
        if (operations.isEmpty()) {
            log.warn("Nothing to observe: neither [sample] nor [sysinfo] has a cadence");
        }
        return operations;
    }

    private BootTime bootTime() {
        return BootTime.remembered(config.global().procRoot(), StateFolder.find());
    }

    /** Half of the cadence, so that no sample pushes the next one away. */
    private static Duration budget(Cadence cadence) {
        return Duration.ofMillis(Math.min(LONGEST_SCAN.toMillis(), cadence.seconds() * 500));
    }

    private SysinfoCollector sysinfoCollector() {
        return new SysinfoCollector(
                config.global().procRoot(),
                config.global().sysRoot(),
                origin,
                config.sysinfo().settings(),
                new SystemCommands());
    }

    private Optional<Long> end() {
        return config.debug().timeLimit().map(limit -> start + limit.toNanos());
    }

    private void control(Daemon daemon) {
        StdinControl.start(
                System.in,
                topics.control(config.global().role()),
                message -> daemon.post(new Event.Control(message)));
    }

    /**
     * The second word to stop means at once, and the first is not waited for longer than promised.
     */
    private void signal(String name, Daemon daemon) {
        daemon.post(new Event.Signal(name));
        if (name.equals("HUP")) return;
        if (stops.incrementAndGet() > 1) Runtime.getRuntime().halt(Exit.OK);
        Thread.ofPlatform().daemon().name("stop").start(Wiring::haltLate);
    }

    private static void haltLate() {
        try {
            TimeUnit.NANOSECONDS.sleep(LONGEST_STOP.toNanos());
            log.warn("Something does not end; stopping without it");
            Runtime.getRuntime().halt(Exit.OK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayStart(Sink sink, String run) {
        log.info(
                "Hydrophone {} started: cluster={} role={} node={} sink={} sample={} sysinfo={}"
                        + " run={}",
                Version.text(),
                origin.cluster(),
                config.global().role().word(),
                origin.node(),
                sink.name(),
                config.sample().cadence().map(Cadence::toString).orElse("off"),
                config.sysinfo().cadence().map(Cadence::toString).orElse("off"),
                run);
        if (config.kafka().isPresent()) log.debug("Initialization succeeded");
    }

    private int runAndStop(Daemon daemon, Outbox outbox) {
        outbox.start();
        try {
            daemon.run();
            int lost = outbox.stop(FLUSH);
            if (lost > 0) {
                log.warn("{} messages could not be delivered any more and are lost", lost);
            }
            log.info("Stopped: {} undelivered={}", counters.line(), lost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Exit.OK;
    }
}
