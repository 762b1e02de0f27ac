package hydrophone.agent.collect;

import hydrophone.agent.collect.NodeFigures.Reading;
import hydrophone.agent.machine.BootTime;
import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.NodeStat;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.agent.machine.Users;
import hydrophone.agent.process.ProcessSampler;
import hydrophone.agent.process.ProcessTable;
import hydrophone.agent.process.TooManyProcessesException;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleSystem;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Observes what runs on this node.
 *
 * <p>In a daemon {@code cpu_util} covers the time since the previous sample, by the monotonic
 * clock, and {@code meta.attrs.interval} says how long that was; {@code cpu_util * interval / 100}
 * summed over processes is CPU time, each tick once. A daemon's first sample, and a one-shot, pass
 * twice over the processes, 100 ms apart, and say 0.1.
 *
 * <p>Fails without /proc/stat, meminfo or loadavg; a process whose files make no sense is left out
 * and named in {@code errors}, and so are processes that the scan did not reach in its time. GPUs
 * are not observed yet.
 */
public final class SampleCollector implements Collector {
    private static final long WINDOW_MILLIS = 100;
    private static final long DEFAULT_PID_MAX = 4_194_304;
    private static final Duration LONGEST_SCAN = Duration.ofSeconds(30);

    /** Of so many processes, be they shown or not, the columns leave no room for a long message. */
    private static final int CROWD = 12_000;

    /** What a message is cut to: about 1 MiB, as a node so crowded has little heap left. */
    private static final int CUT = 4_000;

    /** A message of so many processes is never too large: 2 MiB hold 9,000 of them. */
    private static final int FEW = 64;

    private final Origin origin;
    private final SampleSettings settings;
    private final boolean daemon;
    private final Duration budget;
    private final KernelFiles proc;
    private final NodeFigures node;
    private final ProcessSampler processes;
    private final ShownProcesses shown;
    private boolean first = true;
    private long previousNanos;
    private @Nullable Seen seen;
    private boolean rolledUp;

    /** The last observation: what it takes to make it again. */
    private record Seen(
            OffsetDateTime time,
            @Nullable SampleSystem system,
            Figures figures,
            long epoch,
            List<String> problems,
            String interval) {}

    private SampleCollector(
            Path procRoot,
            Origin origin,
            SampleSettings settings,
            boolean daemon,
            Duration budget,
            BootTime bootTime,
            InstantSource clock) {
        this.origin = origin;
        this.settings = settings;
        this.daemon = daemon;
        this.budget = budget;
        proc = new KernelFiles(procRoot);
        node = new NodeFigures(proc, bootTime);
        processes = daemon ? ProcessSampler.lasting(procRoot) : ProcessSampler.brief(procRoot);
        shown =
                new ShownProcesses(
                        settings,
                        Users.of(procRoot, new SystemCommands(), clock),
                        new Rollup(new SyntheticPids(pidMax(proc)), daemon));
    }

    /** As below, with half a minute for a scan. */
    public static SampleCollector forDaemon(
            Path procRoot, Origin origin, SampleSettings settings, InstantSource clock) {
        return forDaemon(procRoot, origin, settings, LONGEST_SCAN, new BootTime(), clock);
    }

    /**
     * Samples again and again: cpu_util covers the time between two samples.
     *
     * @param budget for the scan of the processes; whom it has not reached then is left out
     * @param bootTime what epochs hang on
     */
    public static SampleCollector forDaemon(
            Path procRoot,
            Origin origin,
            SampleSettings settings,
            Duration budget,
            BootTime bootTime,
            InstantSource clock) {
        return new SampleCollector(procRoot, origin, settings, true, budget, bootTime, clock);
    }

    /** Samples once: each call takes 100 ms and the time to read all processes twice. */
    public static SampleCollector oneShot(
            Path procRoot, Origin origin, SampleSettings settings, InstantSource clock) {
        return new SampleCollector(
                procRoot, origin, settings, false, LONGEST_SCAN, new BootTime(), clock);
    }

    @Override
    public MessageType type() {
        return MessageType.SAMPLE;
    }

    @Override
    public Observation collect(OffsetDateTime now) throws CollectException {
        var problems = new ArrayList<String>();
        Reading reading = node.read();
        SampleSystem system = settings.load() ? node.system(reading, problems) : null;
        boolean window = first || !daemon;
        if (window) openWindow();
        long nanos = System.nanoTime();
        double seconds = Math.max(1, Math.round((nanos - previousNanos) / 1e6)) / 1e3;
        ProcessTable table = scan(now, reading, seconds, nanos + budget.toNanos());
        previousNanos = nanos;
        problems.addAll(table.problems());
        if (first) HiddenProcesses.of(proc, table).ifPresent(problems::add);
        first = false;
        String interval = window ? "0.1" : String.format(Locale.ROOT, "%.3f", seconds);
        Figures figures = new Figures(table, seconds, reading.memory().total());
        long epoch = BootTime.epoch(reading.boot());
        Seen last = new Seen(now, system, figures, epoch, problems, interval);
        seen = last;
        rolledUp = settings.rollup();
        List<SampleJob> jobs = shown.all(figures, epoch);
        if (table.size() > CROWD && shown.size() > CUT) return smaller().orElseThrow();
        return observation(last, jobs);
    }

    @Override
    public Optional<Observation> smaller() {
        Seen last = seen;
        if (last == null || shown.size() <= FEW) return Optional.empty();
        int of = shown.size();
        if (!rolledUp) {
            rolledUp = true;
            List<SampleJob> jobs = shown.rolledUp(last.figures(), last.epoch());
            if (shown.size() < of) {
                last.problems()
                        .add("too large: equal leaves of a job, parent and command are merged");
                return Optional.of(observation(last, jobs));
            }
        }
        int most = Math.min(CUT, of * 3 / 4);
        List<SampleJob> jobs = shown.largest(last.figures(), last.epoch(), most);
        last.problems().removeIf(problem -> problem.startsWith("too large: cut"));
        last.problems().add("too large: cut to the " + most + " largest processes");
        return Optional.of(observation(last, jobs));
    }

    private Observation observation(Seen last, List<SampleJob> jobs) {
        var attributes =
                new SampleAttributes(
                        last.time(),
                        origin.cluster(),
                        origin.node(),
                        last.system(),
                        jobs,
                        errors(last.problems(), last.time()));
        return new Observation(
                List.of(attributes), List.of(new Attr(Meta.INTERVAL, last.interval())));
    }

    private ProcessTable scan(OffsetDateTime now, Reading reading, double seconds, long deadline)
            throws CollectException {
        try {
            return processes.sample(limit(reading, seconds), uptime(now, reading), deadline);
        } catch (TooManyProcessesException e) {
            throw new CollectException("sample: " + e.getMessage(), e);
        }
    }

    private void openWindow() throws CollectException {
        previousNanos = System.nanoTime();
        try {
            processes.baseline();
            TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS);
        } catch (TooManyProcessesException e) {
            throw new CollectException("sample: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CollectException("interrupted", e);
        }
    }

    /** Ticks of all cores in the interval, if it has some: no process can have spent more. */
    private static long limit(Reading reading, double seconds) {
        return Math.round(Math.max(0.1, seconds) * NodeStat.HZ * reading.cpus());
    }

    private static long uptime(OffsetDateTime now, Reading reading) {
        return Math.max(1, (now.toEpochSecond() - reading.boot()) * NodeStat.HZ);
    }

    private List<ErrorObject> errors(List<String> problems, OffsetDateTime time) {
        var errors = new ArrayList<ErrorObject>(problems.size());
        for (String problem : problems) {
            errors.add(new ErrorObject(problem, time, origin.cluster(), origin.node()));
        }
        return errors;
    }

    private static long pidMax(KernelFiles proc) {
        try {
            return Long.parseLong(proc.line("sys/kernel/pid_max"));
        } catch (NumberFormatException _) {
            return DEFAULT_PID_MAX;
        }
    }
}
