package hydrophone.agent.collect;

import hydrophone.agent.collect.NodeFigures.Reading;
import hydrophone.agent.machine.BootTime;
import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.NodeStat;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.agent.machine.Users;
import hydrophone.agent.process.ProcessEntry;
import hydrophone.agent.process.ProcessSampler;
import hydrophone.agent.process.ProcessTable;
import hydrophone.agent.process.TooManyProcessesException;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleSystem;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * and named in {@code errors}. GPUs are not observed yet.
 */
public final class SampleCollector implements Collector {
    private static final long WINDOW_MILLIS = 100;
    private static final int MOST_ERRORS = 20;
    private static final long DEFAULT_PID_MAX = 4_194_304;

    private final Origin origin;
    private final SampleSettings settings;
    private final boolean daemon;
    private final Users users;
    private final KernelFiles proc;
    private final NodeFigures node;
    private final ProcessSampler processes;
    private final Rollup rollup;
    private boolean first = true;
    private long previousNanos;

    private SampleCollector(
            Path procRoot, Origin origin, SampleSettings settings, boolean daemon, Users users) {
        this.origin = origin;
        this.settings = settings;
        this.daemon = daemon;
        this.users = users;
        proc = new KernelFiles(procRoot);
        node = new NodeFigures(proc);
        processes = new ProcessSampler(procRoot);
        rollup = new Rollup(new SyntheticPids(pidMax()), daemon);
    }

    /** Samples again and again: cpu_util covers the time between two samples. */
    public static SampleCollector forDaemon(
            Path procRoot, Origin origin, SampleSettings settings, InstantSource clock) {
        return new SampleCollector(procRoot, origin, settings, true, users(procRoot, clock));
    }

    /** Samples once: each call takes 100 ms and the time to read all processes twice. */
    public static SampleCollector oneShot(
            Path procRoot, Origin origin, SampleSettings settings, InstantSource clock) {
        return new SampleCollector(procRoot, origin, settings, false, users(procRoot, clock));
    }

    private static Users users(Path procRoot, InstantSource clock) {
        return Users.of(procRoot, new SystemCommands(), clock);
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
        ProcessTable table = scan(now, reading, seconds);
        previousNanos = nanos;
        first = false;
        problems.addAll(table.problems());
        var attributes =
                new SampleAttributes(
                        now,
                        origin.cluster(),
                        origin.node(),
                        system,
                        JobGroups.of(
                                shown(table, reading, seconds), BootTime.epoch(reading.boot())),
                        errors(problems, now));
        String interval = window ? "0.1" : String.format(Locale.ROOT, "%.3f", seconds);
        return new Observation(List.of(attributes), List.of(new Attr(Meta.INTERVAL, interval)));
    }

    private ProcessTable scan(OffsetDateTime now, Reading reading, double seconds)
            throws CollectException {
        try {
            return processes.sample(limit(reading, seconds), uptime(now, reading));
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

    /** Ticks of all cores in the interval, a tenth more for what the scan itself takes. */
    private static long limit(Reading reading, double seconds) {
        return Math.round((seconds * 1.1 + 0.1) * NodeStat.HZ * reading.cpus());
    }

    private static long uptime(OffsetDateTime now, Reading reading) {
        return Math.max(1, (now.toEpochSecond() - reading.boot()) * NodeStat.HZ);
    }

    private List<ShownProcess> shown(ProcessTable table, Reading reading, double seconds) {
        List<ShownProcess> all = new ArrayList<>(table.entries().size());
        for (ProcessEntry entry : table.entries()) {
            String user = users.name(entry.uid(), entry.pid());
            all.add(
                    new ShownProcess(
                            entry.uid(),
                            user,
                            entry.job(),
                            entry.slurm(),
                            memPercent(entry, reading),
                            process(entry, seconds)));
        }
        if (settings.rollup()) all = rollup.merge(all);
        var filter = new ProcessFilter(settings);
        all.removeIf(process -> !filter.shows(process));
        return all;
    }

    private static double memPercent(ProcessEntry entry, Reading reading) {
        double percent = 100.0 * entry.memory().resident() / reading.memory().total();
        return Math.min(99.9, Math.round(percent * 10) / 10.0);
    }

    private static SampleProcess process(ProcessEntry entry, double seconds) {
        return new SampleProcess(
                entry.memory().residentAnonymous(),
                entry.memory().dataAndStack(),
                entry.io().read(),
                entry.io().written(),
                entry.io().cancelled(),
                entry.zombie() ? entry.comm() + " <defunct>" : entry.comm(),
                entry.pid(),
                entry.ppid(),
                entry.container(),
                entry.threads() - 1,
                Math.round(1000.0 * entry.own() / entry.age()) / 10.0,
                threeDecimals(100.0 * entry.charged() / NodeStat.HZ / seconds),
                (entry.own() + entry.reaped() + NodeStat.HZ / 2) / NodeStat.HZ,
                0,
                List.of());
    }

    /** As the wire has it. */
    static double threeDecimals(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private List<ErrorObject> errors(List<String> problems, OffsetDateTime now) {
        var errors = new ArrayList<ErrorObject>();
        for (String problem : problems) {
            if (errors.size() == MOST_ERRORS) {
                errors.add(error("and " + (problems.size() - MOST_ERRORS) + " more", now));
                break;
            }
            errors.add(error(problem, now));
        }
        return errors;
    }

    private ErrorObject error(String detail, OffsetDateTime now) {
        return new ErrorObject(detail, now, origin.cluster(), origin.node());
    }

    private long pidMax() {
        try {
            return Long.parseLong(proc.line("sys/kernel/pid_max"));
        } catch (NumberFormatException _) {
            return DEFAULT_PID_MAX;
        }
    }
}
