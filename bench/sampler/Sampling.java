package hydrophone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the agent's samples beside the C floor, in turns on the same processes, and the daemon
 * at work; prints figures and whether they are as promised.
 */
public final class Sampling {
    /**
     * What the agent reads of each process: {@code /10}: in one of ten samples; {@code -k}: of the
     * kernel's threads stat alone.
     */
    static final List<String> AGENT_FILES =
            List.of("-k", "stat", "statm", "io", "status/10", "cgroup/10");

    static final List<String> NODE_FILES =
            List.of("stat", "meminfo", "loadavg", "diskstats", "uptime");
    static final List<String> FIVE_FILES = List.of("stat", "statm", "status", "io", "cgroup");
    private static final int JUDGED = 1000;
    private static final int WARM_UP = 250;

    private final Path home;
    private final Path work;
    private final Verdict verdict = new Verdict();
    private int rounds = 200;
    private int samples = 900;
    private boolean tls;
    private boolean sampling = true;
    private boolean daemon = true;

    private Sampling(Path home, Path work) {
        this.home = home;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        Sampling bench = new Sampling(Path.of(args[0]), Path.of(args[1]));
        List<Integer> sizes = new ArrayList<>();
        for (String word : List.of(args).subList(2, args.length)) {
            if (word.startsWith("--")) bench.option(word);
            else sizes.add(Integer.parseInt(word));
        }
        if (sizes.isEmpty()) sizes.addAll(List.of(300, 1000, 3000));
        System.exit(bench.run(sizes) ? 0 : 1);
    }

    private void option(String word) {
        int value = Integer.parseInt("0" + word.replaceAll("[^0-9]", ""));
        switch (word.replaceAll("=.*", "")) {
            case "--rounds" -> rounds = value;
            case "--samples" -> samples = value;
            case "--tls" -> tls = true;
            case "--sampling-only" -> daemon = false;
            case "--daemon-only" -> sampling = false;
            default -> throw new IllegalArgumentException(word);
        }
    }

    private boolean run(List<Integer> sizes) throws Exception {
        say("%s; %s; %s", Machine.describe(), Machine.java(home), Machine.load());
        if (sampling) {
            oneShot("as found");
            for (int size : sizes) {
                try (Sleepers sleepers = Sleepers.start(work, size)) {
                    say("%n%d processes, %s", size, sleepers.jobs());
                    measure(size);
                    oneShot("with them");
                }
            }
        }
        if (daemon) {
            try (Sleepers sleepers = Sleepers.start(work, JUDGED)) {
                say("%nagent daemon, %d processes, %s", JUDGED, sleepers.jobs());
                new DaemonRun(home, work, samples, tls, verdict).run();
            }
        }
        return verdict.print();
    }

    private void oneShot(String when) throws IOException {
        List<long[]> runs =
                Child.numbers(
                        List.of(work + "/floor", "-t", "9", home + "/bin/agent", "sample"), 9);
        double wall = Figures.median(runs, 0) / 1e9;
        say(
                "one-shot 'agent sample' %s: %.3f s, of it 0.1 its window (CPU %.3f s, at most %.0f"
                        + " MiB)",
                when,
                wall,
                Figures.median(runs, 1) / 1e9,
                Figures.median(runs, 2) / 1024);
        if (when.equals("as found")) verdict.most("one-shot 'agent sample', s", wall, 0.25);
    }

    private void measure(int size) throws Exception {
        try (Child subject = subject();
                Child same = floor(AGENT_FILES);
                Child five = floor(FIVE_FILES)) {
            long[] first = subject.ask();
            say(
                    "first sample: %.0f ms, of it 100 its window (CPU %.0f ms); message %,d bytes",
                    (first[3] / 1e6), first[0] / 1e6, first[2]);
            for (int i = 0; i < WARM_UP; i++) {
                subject.ask();
                same.ask();
                five.ask();
            }
            var figures = new Figures();
            long before = Machine.cpuTicks(subject.pid());
            for (int round = 0; round < rounds; round++) {
                long next = System.nanoTime() + 200_000_000L;
                figures.round(round, subject, same, five);
                long left = (next - System.nanoTime()) / 1_000_000;
                if (left > 0) Thread.sleep(left);
            }
            double process = 10.0 * (Machine.cpuTicks(subject.pid()) - before) / rounds;
            print(size, figures, process, Machine.memory(subject.pid()));
        }
    }

    private void print(int size, Figures figures, double process, Machine.Memory memory) {
        double agent = figures.agent() / 1e6;
        double toSame = figures.agent() / figures.same();
        double toFive = figures.agent() / figures.five();
        say(
                "CPU of a sample: %.1f ms (its thread; %.1f with all threads); C over the same"
                        + " files %.1f ms, over five files %.1f ms",
                agent, process, figures.same() / 1e6, figures.five() / 1e6);
        say(
                "ratio to the floor: %.2f over the same files, %.2f over five (medians of %d"
                        + " rounds; quartiles of the ratio %s and %s)",
                toSame, toFive, rounds, figures.spread(1), figures.spread(2));
        say(
                "garbage of a sample: %,.0f bytes, %,.0f without the message's own",
                figures.allocated(), figures.allocated() - figures.message());
        say(
                "C read %,.0f files of %,.0f processes a pass; sampling alone holds %s",
                figures.files(), figures.processes(), memory);
        double others = figures.processes() - size;
        if (others > 200)
            say("NOTE: %,.0f processes of others are in these figures", others);
        if (size != JUDGED) return;
        verdict.most("CPU to the floor over the files it reads", toSame, 1.20);
        verdict.most("CPU to the floor over five files", toFive, 0.75);
    }

    /**
     * The launcher with its flags and start cache, and our main class after the class path in place
     * of its own, of which the rest become arguments that nobody reads.
     */
    private Child subject() throws IOException {
        Path config = work.resolve("subject.cfg");
        Files.writeString(
                config,
                """
                [global]
                cluster = bench.local
                role = node
                [sample]
                cadence = 1s
                exclude-system-jobs = true
                load = true
                """);
        var builder = new ProcessBuilder(home + "/bin/agent", "daemon", config.toString());
        builder.environment()
                .put(
                        "HYDROPHONE_AGENT_OPTS",
                        "-cp "
                                + Machine.classPath(home)
                                + ":"
                                + work.resolve("classes")
                                + " hydrophone.bench.Subject "
                                + config);
        return Child.start(builder);
    }

    private Child floor(List<String> files) throws IOException {
        List<String> line = new ArrayList<>(List.of(work + "/floor"));
        line.addAll(NODE_FILES);
        line.add("--");
        line.addAll(files);
        return Child.start(new ProcessBuilder(line));
    }

    static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
