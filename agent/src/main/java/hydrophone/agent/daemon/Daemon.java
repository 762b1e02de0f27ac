package hydrophone.agent.daemon;

import hydrophone.agent.daemon.Event.Control;
import hydrophone.agent.daemon.Event.Observed;
import hydrophone.agent.daemon.Event.Signal;
import hydrophone.agent.daemon.Event.SinkGone;
import hydrophone.agent.daemon.Event.Tick;
import hydrophone.agent.daemon.Event.TimeUp;
import hydrophone.agent.sink.DumpTap;
import hydrophone.agent.sink.Outbox;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final DumpTap tap;
    private final AgentCounters counters;
    private final InstantSource clock;
    private final Limits limits;
    private final Set<Operation> inFlight = new HashSet<>();
    private boolean running = true;
    private long tidied = System.nanoTime();

    private record Planned(Operation operation, Timetable times) {}

    /**
     * When to end by itself.
     *
     * @param oneshot after the first observation
     * @param end {@link System#nanoTime()} at which to end, if at all
     */
    public record Limits(boolean oneshot, Optional<Long> end) {}

    public Daemon(
            List<Operation> operations,
            CollectorRunner runner,
            Outbox outbox,
            DumpTap tap,
            AgentCounters counters,
            InstantSource clock,
            Limits limits) {
        Instant start = clock.instant();
        for (Operation operation : operations) {
            if (operation.onStartup()) startup.add(operation);
            plan.add(new Planned(operation, new Timetable(operation.cadence(), start)));
        }
        this.runner = runner;
        this.outbox = outbox;
        this.tap = tap;
        this.counters = counters;
        this.clock = clock;
        this.limits = limits;
    }

    /** From any thread, at once. When far too many events wait, further ones are forgotten. */
    public void post(Event event) {
        boolean _ = posted.offer(event);
    }

    /** Runs until told to stop. */
    public void run() throws InterruptedException {
        while (running) handle(next());
    }

    private Event next() throws InterruptedException {
        while (true) {
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
                inFlight.remove(operation);
                observed();
            }
            case Control(ControlMessage message) -> obey(message);
            case Signal(String name) -> signal(name);
            case SinkGone(String why) -> stop(why);
            case TimeUp() -> stop("the time limit is over");
        }
    }

    private void observe(Operation operation, Instant point, long skipped) {
        String type = operation.collector().type().word();
        if (skipped > 0) {
            counters.skipped(skipped);
            log.warn("Skipped {} cadence points of {} before {}", skipped, type, point);
        }
        log.debug("Observing {} for {}", type, point);
        if (operation.aside()) {
            aside(operation, point);
        } else {
            runner.run(operation.collector(), point).forEach(outbox::put);
            observed();
        }
    }

    /** What waits for programs must not make a sample wait. */
    private void aside(Operation operation, Instant point) {
        String type = operation.collector().type().word();
        if (!inFlight.add(operation)) {
            counters.skipped(1);
            log.warn("Skipped {} at {}: the one before is not done yet", type, point);
            return;
        }
        Thread.ofPlatform()
                .daemon()
                .name(type)
                .start(() -> {
                    runner.run(operation.collector(), point).forEach(outbox::put);
                    post(new Observed(operation));
                });
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
            case Exit() -> stop("a control message says so");
            case Dump(boolean on) -> {
                tap.set(on);
                log.info("Dump of outgoing messages is {}", on ? "on" : "off");
            }
            case Reload() -> log.warn("Reload comes in a later version; restart instead");
            case Ping() -> log.info("Ping: {}", counters.line());
            case Unknown(String key, String value) -> {
                counters.unknownControl();
                log.warn("Unknown control message \"{}\" \"{}\"; ignored", key, value);
            }
        }
    }

    private void signal(String name) {
        log.debug("Received signal {}", name);
        if (name.equals("HUP")) {
            log.warn("SIGHUP: reload comes in a later version; restart instead");
        } else {
            stop("SIG" + name);
        }
    }

    private void stop(String why) {
        log.info("Stopping: {}", why);
        running = false;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
