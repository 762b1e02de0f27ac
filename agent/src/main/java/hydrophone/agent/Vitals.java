package hydrophone.agent;

import hydrophone.Version;
import hydrophone.agent.daemon.Heartbeat;
import hydrophone.agent.daemon.Reloads;
import hydrophone.agent.daemon.Systemd;
import hydrophone.agent.metrics.AgentMetrics;
import hydrophone.agent.metrics.Sources;
import hydrophone.agent.spool.SpoolStatus;
import hydrophone.metrics.Health;
import hydrophone.metrics.Listen;
import hydrophone.metrics.MetricsServer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What others are told of the daemon: systemd and its watchdog, who reads its metrics, who asks for
 * its health. Lasts as long as the process. Told by the daemon's thread, read by any.
 */
final class Vitals implements AutoCloseable {
    private final Systemd systemd =
            Systemd.of(System.getenv(), ProcessHandle.current().pid(), System::nanoTime);
    private final Heartbeat heartbeat = new Heartbeat(System::nanoTime, systemd::heartbeat);
    private final Supplier<Optional<Session>> session;
    private final InstantSource clock;
    private final Reloads reloads;
    private final Sources sources;
    private Optional<Listen> listen = Optional.empty();
    private Optional<MetricsServer> server = Optional.empty();

    /**
     * @param session the one at work, if there is one
     */
    Vitals(Lasting lasting, Supplier<Optional<Session>> session) {
        this.session = session;
        this.clock = lasting.clock();
        this.reloads = new Reloads(clock.instant());
        this.sources =
                new Sources(
                        lasting.counters().tally(),
                        lasting.counters().durations(),
                        reloads,
                        this::spool,
                        Version.text(),
                        clock.instant());
    }

    private Optional<Sources.Spool> spool() {
        return session.get().flatMap(Session::spool).map(this::spool);
    }

    private Sources.Spool spool(SpoolStatus status) {
        Duration oldest =
                status.oldest()
                        .map(time -> Duration.between(time, clock.instant()))
                        .filter(Duration::isPositive)
                        .orElse(Duration.ZERO);
        return new Sources.Spool(
                status.bytes(), status.waiting(), oldest, status.cap(), status.quarantineBytes());
    }

    private List<String> obstacles() {
        return session.get().map(Session::obstacles).orElse(List.of("starting"));
    }

    /** The loop came round. */
    void alive() {
        heartbeat.beat();
    }

    /** A configuration is at work, sending to this sink. */
    void ready(Optional<Listen> wanted, String sink) {
        if (!wanted.equals(listen)) {
            server.ifPresent(MetricsServer::close);
            server = wanted.flatMap(this::serve);
            listen = wanted;
        }
        systemd.status("Sends to " + sink);
        systemd.ready();
    }

    private Optional<MetricsServer> serve(Listen at) {
        return AgentMetrics.serve(at, sources, new Health(heartbeat::age, this::obstacles));
    }

    /** The configuration is read again; {@link #ready} or {@link #kept} ends it. */
    void reloading() {
        systemd.reloading();
    }

    /** There is a new configuration that can be used. */
    void reloaded() {
        reloads.succeeded(clock.instant());
    }

    /** The new configuration cannot be used, and the old one stays at work. */
    void kept() {
        reloads.failed();
        systemd.ready();
    }

    void stopping() {
        systemd.stopping();
    }

    @Override
    public void close() {
        server.ifPresent(MetricsServer::close);
    }
}
