package hydrophone.agent;

import hydrophone.Version;
import hydrophone.agent.collect.SysinfoCollector;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.Destination;
import hydrophone.agent.config.Destination.Directory;
import hydrophone.agent.config.Destination.Http;
import hydrophone.agent.config.Destination.Kafka;
import hydrophone.agent.config.Destination.Remote;
import hydrophone.agent.config.Destination.Rest;
import hydrophone.agent.config.Destination.Stdout;
import hydrophone.agent.daemon.AgentCounters;
import hydrophone.agent.daemon.CollectorRunner;
import hydrophone.agent.daemon.Daemon;
import hydrophone.agent.daemon.Envelopes;
import hydrophone.agent.daemon.Event;
import hydrophone.agent.daemon.Operation;
import hydrophone.agent.daemon.Operation.Aside;
import hydrophone.agent.daemon.Operation.Inline;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.agent.sink.DeliveryLog;
import hydrophone.agent.sink.DirectorySink;
import hydrophone.agent.sink.DumpTap;
import hydrophone.agent.sink.FileTap;
import hydrophone.agent.sink.HttpSink;
import hydrophone.agent.sink.KafkaSink;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.sink.RestSink;
import hydrophone.agent.sink.Sink;
import hydrophone.agent.sink.StdoutSink;
import hydrophone.agent.spool.Drain;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.agent.spool.Spool;
import hydrophone.agent.spool.SpoolSink;
import hydrophone.agent.spool.SpoolStatus;
import hydrophone.agent.spool.Tempo;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One configuration at work: what {@link Wiring} makes anew when it is read again. Everything from
 * the collectors to the sinks is made here, in the order of the data's path backwards, and ends in
 * the order of that path.
 */
final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);
    private static final Duration HAND_OVER = Duration.ofSeconds(2);
    private static final Duration FLUSH = Duration.ofSeconds(5);
    private static final Duration RELOAD_FLUSH = Duration.ofSeconds(1);
    private static final Duration ASIDE = Duration.ofSeconds(2);

    private final DaemonConfig config;
    private final Lasting lasting;
    private final Envelopes envelopes;
    private final SystemCommands commands = new SystemCommands();
    private final SlurmOperations slurm;
    private final List<DeliveryLog> deliveries = new ArrayList<>();
    private final Optional<Spooling> spooling;
    private final Outbox outbox;
    private final Daemon daemon;

    /** What brings messages away from this machine. */
    private record Spooling(Spool spool, Drain drain) {}

    /**
     * @param looked up to when a session before this one has looked at the cadence points of a type
     * @throws IOException when the spool cannot be opened
     */
    Session(
            DaemonConfig config,
            Lasting lasting,
            Daemon.Host host,
            DumpTap tap,
            Map<MessageType, Instant> looked)
            throws IOException {
        this.config = config;
        this.lasting = lasting;
        ClusterTopics topics =
                new ClusterTopics(config.global().topicPrefix(), lasting.origin().cluster());
        this.envelopes = new Envelopes(identity(), topics, lasting.numbers());
        this.slurm = new SlurmOperations(config, lasting.origin(), commands);
        Sink sink = sink(topics);
        this.spooling =
                config.destination() instanceof Remote remote
                        ? Optional.of(spooling(sink, remote.pace(), topics))
                        : Optional.empty();
        this.outbox = outbox(sink, witness(tap));
        this.daemon =
                new Daemon(
                        operations(),
                        new CollectorRunner(envelopes, lasting.counters()),
                        outbox,
                        host,
                        lasting.counters(),
                        lasting.clock(),
                        new Daemon.Limits(looked, config.debug().oneshot(), end()));
    }

    private Envelopes.Identity identity() {
        return new Envelopes.Identity(
                lasting.origin(),
                config.global().producer(),
                Version.text(),
                lasting.run(),
                config.global().token().orElse(""),
                ZoneId.systemDefault());
    }

    private String client() {
        return lasting.origin().cluster() + "/" + lasting.origin().node();
    }

    private Sink sink(ClusterTopics topics) {
        return switch (config.destination()) {
            case Kafka(var settings, var compression, _) ->
                    new KafkaSink(settings, client(), compression);
            case Rest rest -> new RestSink(rest, client());
            case Http http -> new HttpSink(http, topics.prefix());
            case Directory(var folder) -> new DirectorySink(folder);
            case Stdout _ -> new StdoutSink(lasting.stdout(), client(), this::gone);
        };
    }

    private Spooling spooling(Sink sink, Destination.Pace pace, ClusterTopics topics)
            throws IOException {
        Path folder = SpoolFolder.of(config, lasting.origin());
        Spool spool =
                new Spool(
                        folder,
                        SpoolFolder.settings(config.spool(), folder),
                        topics,
                        this::lost,
                        lasting.clock());
        Tempo.Settings tempo =
                new Tempo.Settings(
                        pace.window(),
                        pace.patience(),
                        hold(),
                        config.spool().drainRate(),
                        random(),
                        lasting.clock());
        DeliveryLog said = told(new DeliveryLog(sink.name(), System::nanoTime));
        return new Spooling(
                spool, new Drain(spool, sink, tempo, envelopes, lasting.counters(), said));
    }

    private DeliveryLog told(DeliveryLog said) {
        deliveries.add(said);
        return said;
    }

    /** Also of other hosts that start in this very moment, each has its own. */
    private SplittableRandom random() {
        long seed = ((long) lasting.origin().node().hashCode() << 32) ^ lasting.run().hashCode();
        return new SplittableRandom(seed);
    }

    private void lost(MessageType type, Reason reason, long messages) {
        lasting.counters().lost(type, reason, messages);
        log.warn(
                "The spool has lost {} messages about {}: {}",
                messages,
                type.word(),
                reason.word());
        if (type == MessageType.JOB) slurm.jobsLost();
    }

    private Outbox outbox(Sink sink, Consumer<Outgoing> witness) {
        AgentCounters counters = lasting.counters();
        if (spooling.isEmpty()) {
            DeliveryLog said = told(new DeliveryLog(sink.name(), System::nanoTime));
            return new Outbox(sink, hold(), counters, said, witness);
        }
        Sink spool =
                new SpoolSink(spooling.get().spool(), SpoolFolder.of(config, lasting.origin()));
        DeliveryLog said = told(DeliveryLog.ofTroubleOnly(spool.name(), System::nanoTime));
        return new Outbox(spool, lasting.start(), counters, said, witness);
    }

    private Consumer<Outgoing> witness(DumpTap tap) {
        Optional<Path> file = config.jobs().dump();
        if (file.isEmpty()) return tap::show;
        FileTap jobs = new FileTap(file.get(), MessageType.JOB);
        return message -> {
            tap.show(message);
            jobs.show(message);
        };
    }

    private long hold() {
        return lasting.start() + config.debug().outputDelay().orElse(Duration.ZERO).toNanos();
    }

    private Optional<Long> end() {
        return config.debug().timeLimit().map(limit -> lasting.start() + limit.toNanos());
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        DaemonConfig.Sysinfo sysinfo = config.sysinfo();
        sysinfo.cadence()
                .ifPresent(c -> operations.add(new Aside(sysinfo(), c, sysinfo.onStartup())));
        config.sample()
                .cadence()
                .ifPresent(c -> operations.add(new Inline(lasting.sampling(config, c), c, false)));
        operations.addAll(slurm.all());
        if (operations.isEmpty()) log.warn("Nothing to observe: no section has a cadence");
        return operations;
    }

    private SysinfoCollector sysinfo() {
        return new SysinfoCollector(
                config.global().procRoot(),
                config.global().sysRoot(),
                lasting.origin(),
                config.sysinfo().settings(),
                commands);
    }

    /** From any thread. */
    void post(Event event) {
        daemon.post(event);
    }

    /** What was said after it ended. */
    List<Event> unheard() {
        return daemon.unheard();
    }

    private void gone(String why) {
        daemon.post(new Event.SinkGone(why));
    }

    /** What ran is killed, and no more runs. From any thread. */
    void kill() {
        commands.close();
    }

    /**
     * Works until it is told to stop, and leaves nothing behind that runs.
     *
     * @return whether to go on with another configuration
     */
    boolean run() throws InterruptedException {
        outbox.start();
        spooling.ifPresent(s -> s.drain().start());
        boolean reload;
        try (commands) {
            reload = daemon.run();
        }
        daemon.awaitAside(reload ? ASIDE : Duration.ZERO);
        stop(reload);
        return reload;
    }

    private void stop(boolean reload) throws InterruptedException {
        int lost = outbox.stop(spooling.isPresent() ? HAND_OVER : FLUSH);
        if (lost > 0) {
            log.warn("{} messages could not be delivered any more and are lost", lost);
        }
        long waiting = 0;
        if (spooling.isPresent()) {
            spooling.get().drain().stop(reload ? RELOAD_FLUSH : FLUSH);
            waiting = spooling.get().spool().status().waiting();
            spooling.get().spool().close();
        }
        if (waiting > 0) {
            log.info("{} messages wait in the spool and are sent when it runs again", waiting);
        }
    }

    /** How the spool stands, if this sink has one. From any thread. */
    Optional<SpoolStatus> spool() {
        return spooling.map(s -> s.spool().status());
    }

    /** What keeps messages from getting on right now. From any thread. */
    List<String> obstacles() {
        return deliveries.stream().flatMap(said -> said.obstacle().stream()).toList();
    }

    /** Up to when the cadence points of each type were looked at. */
    Map<MessageType, Instant> looked() {
        return daemon.looked();
    }
}
