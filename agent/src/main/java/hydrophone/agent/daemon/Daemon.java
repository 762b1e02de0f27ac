package hydrophone.agent.daemon;

import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.StreamingCollector;
import hydrophone.agent.daemon.Event.Control;
import hydrophone.agent.daemon.Event.Observed;
import hydrophone.agent.daemon.Event.Signal;
import hydrophone.agent.daemon.Event.SinkGone;
import hydrophone.agent.daemon.Event.Tick;
import hydrophone.agent.daemon.Event.TimeUp;
import hydrophone.agent.daemon.Operation.Aside;
import hydrophone.agent.daemon.Operation.Inline;
import hydrophone.agent.daemon.Operation.Streaming;
import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.sink.Outgoing;
import hydrophone.message.MessageType;
import hydrophone.topic.ControlMessage;
import hydrophone.topic.ControlMessage.Dump;
import hydrophone.topic.ControlMessage.Exit;
import hydrophone.topic.ControlMessage.Ping;
import hydrophone.topic.ControlMessage.Reload;
import hydrophone.topic.ControlMessage.Unknown;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The loop: one thread, the caller's, owns schedule and collectors, but for those that are observed
 * aside; everything else only {@link #post}s events. Ticks come from the wall clock, looked at
 * every second at least, so that a step of the clock is followed. What the loop makes goes into the
 * outbox, which never makes it wait.
 */
public final class Daemon {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration TIDY = Duration.ofMinutes(1);

    private final BlockingQueue<Event> posted = new ArrayBlockingQueue<>(256);
    private final Deque<Operation> startup = new ArrayDeque<>();
    private final List<Planned> plan = new ArrayList<>();
    private final CollectorRunner runner;
    private final Outbox outbox;
    private final Host host;
    private final AgentCounters counters;
    private final InstantSource clock;
    private final Limits limits;
    private final InFlight inFlight = new InFlight(posted);
    private boolean running = true;
    private boolean reloading;
    private long tidied = System.nanoTime();

    private record Planned(Operation operation, Timetable times) {}

    /** What the loop asks of whoever runs it. */
    public interface Host {
        /** The loop goes round: to be told at least every second, but for a long observation. */
        void alive();

        /** The loop has ended for good; what it has made is still sent. */
        void stopping();

        /** Switches the printing of what is accepted. */
        void dump(boolean on);

        /** Whether a control message may end the daemon. */
        boolean mayExit();

        /**
         * Reads the configuration again.
         *
         * @return whether it is one to go on with, so that this loop is to end
         */
        boolean reload();
    }

    /**
     * When to begin and when to end by itself.
     *
     * @param looked up to when a loop before this one has looked at the points of a type
     * @param oneshot after the first observation
     * @param end {@link System#nanoTime()} at which to end, if at all
     */
    public record Limits(Map<MessageType, Instant> looked, boolean oneshot, Optional<Long> end) {}

    public Daemon(
            List<Operation> operations,
            CollectorRunner runner,
            Outbox outbox,
            Host host,
            AgentCounters counters,
            InstantSource clock,
            Limits limits) {
        Instant now = clock.instant();
        for (Operation operation : operations) {
            if (operation.onStartup()) startup.add(operation);
            Instant start = limits.looked().getOrDefault(operation.type(), now);
            plan.add(new Planned(operation, new Timetable(operation.cadence(), start)));
        }
        this.runner = runner;
        this.outbox = outbox;
        this.host = host;
        this.counters = counters;
        this.clock = clock;
        this.limits = limits;
    }

    /** From any thread, at once. When far too many events wait, further ones are forgotten. */
    public void post(Event event) {
        boolean _ = posted.offer(event);
    }

    /** What was said to this daemon after it ended: its successor has to hear it. */
    public List<Event> unheard() {
        List<Event> left = new ArrayList<>();
        posted.drainTo(left);
        left.removeIf(e -> !(e instanceof Event.Control || e instanceof Event.Signal));
        return left;
    }

    /**
     * Runs until told to stop; what is observed aside is told to end then.
     *
     * @return whether to go on with another configuration
     */
    public boolean run() throws InterruptedException {
        while (running) handle(next());
        inFlight.interrupt();
        if (!reloading) host.stopping();
        return reloading;
    }

    /** Up to when each type's cadence points were looked at: the next loop goes on from there. */
    public Map<MessageType, Instant> looked() {
        Map<MessageType, Instant> looked = new EnumMap<>(MessageType.class);
        for (Planned planned : plan) {
            looked.put(planned.operation().type(), planned.times().looked());
        }
        return looked;
    }

    /** Waits for what is observed aside, which {@link #run} has told to end. */
    public void awaitAside(Duration longest) throws InterruptedException {
        inFlight.await(longest);
    }

    private Event next() throws InterruptedException {
        while (true) {
            host.alive();
            Event waiting = posted.poll();
            if (waiting != null) return waiting;
            if (limits.end().isPresent() && System.nanoTime() - limits.end().get() >= 0) {
                return new TimeUp();
            }
            Optional<Event> tick = tick();
            if (tick.isPresent()) return tick.get();
            Event event = posted.poll(pause().toMillis() + 1, TimeUnit.MILLISECONDS);
            if (event != null) return event;
        }
    }

    private Optional<Event> tick() {
        Instant now = clock.instant();
        Operation first = startup.poll();
        if (first != null) {
            return Optional.of(new Tick(first, now.truncatedTo(ChronoUnit.SECONDS), 0));
        }
        for (Planned planned : plan) {
            Optional<Timetable.Due> due = planned.times().due(now);
            if (due.isPresent()) {
                Timetable.Due found = due.get();
                return Optional.of(new Tick(planned.operation(), found.point(), found.skipped()));
            }
        }
        return Optional.empty();
    }

    private Duration pause() {
        Instant now = clock.instant();
        Duration pause = GLANCE;
        for (Planned planned : plan) pause = min(pause, planned.times().wait(now));
        if (limits.end().isPresent()) {
            pause = min(pause, Duration.ofNanos(limits.end().get() - System.nanoTime()));
        }
        return pause.isNegative() ? Duration.ZERO : pause;
    }

    private void handle(Event event) {
        switch (event) {
            case Tick(Operation operation, Instant point, long skipped) ->
                    observe(operation, point, skipped);
            case Observed(Operation operation) -> {
                inFlight.ended(operation);
                observed();
            }
            case Control(ControlMessage message) -> obey(message);
            case Signal(String name) -> signal(name);
            case SinkGone(String why) -> stop(why);
            case TimeUp() -> stop("the time limit is over");
        }
    }

    private void observe(Operation operation, Instant point, long skipped) {
        String type = operation.type().word();
        if (skipped > 0) {
            counters.skipped(operation.type(), skipped);
            log.warn("Skipped {} cadence points of {} before {}", skipped, type, point);
        }
        log.debug("Observing {} for {}", type, point);
        switch (operation) {
            case Inline(Collector collector, _, _) -> {
                runner.run(collector, point).forEach(outbox::put);
                observed();
            }
            case Aside(Collector collector, _, _) ->
                    aside(operation, point, () -> putUnlessStopped(runner.run(collector, point)));
            case Streaming(StreamingCollector collector, _, _) ->
                    aside(operation, point, () -> runner.run(collector, point, outbox));
        }
    }

    /** What waits for programs must not make a sample wait. */
    private void aside(Operation operation, Instant point, InFlight.Body body) {
        if (inFlight.start(operation, body)) return;
        counters.skipped(operation.type(), 1);
        String type = operation.type().word();
        log.warn("Skipped {} at {}: the one before is not done yet", type, point);
    }

    /** An observation that was cut short would say that something is not there. */
    private void putUnlessStopped(List<Outgoing> messages) {
        if (!Thread.currentThread().isInterrupted()) messages.forEach(outbox::put);
    }

    /**
     * What was sent lies in the old generation until that is full, and a process that lives for
     * months then holds the largest heap it ever needed. Collecting it once a minute costs some 6
     * ms and a megabyte or two less.
     */
    private void tidy() {
        long now = System.nanoTime();
        if (now - tidied < TIDY.toNanos()) return;
        tidied = now;
        System.gc();
    }

    private void observed() {
        tidy();
        if (limits.oneshot()) stop("one observation was asked for");
    }

    private void obey(ControlMessage message) {
        switch (message) {
            case Exit() -> exit();
            case Dump(boolean on) -> {
                host.dump(on);
                log.info("Dump of outgoing messages is {}", on ? "on" : "off");
            }
            case Reload() -> reload("a control message says so");
            case Ping() -> log.info("Ping: {}", counters.line());
            case Unknown(String key, String value) -> {
                counters.ignoredControl(Kind.CONTROL_UNKNOWN);
                log.warn("Unknown control message \"{}\" \"{}\"; ignored", key, value);
            }
        }
    }

    private void exit() {
        if (host.mayExit()) {
            stop("a control message says so");
            return;
        }
        counters.ignoredControl(Kind.CONTROL_UNKNOWN);
        log.warn("A control message to end is ignored: [control] allow-exit is false");
    }

    private void signal(String name) {
        log.debug("Received signal {}", name);
        if (name.equals("HUP")) reload("SIGHUP");
        else stop("SIG" + name);
    }

    private void reload(String why) {
        log.info("Reading the configuration again: {}", why);
        if (!host.reload()) return;
        reloading = true;
        running = false;
    }

    private void stop(String why) {
        log.info("Stopping: {}", why);
        running = false;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
