package hydrophone.deploy.demo;

import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Broker, agent and ingest in their order: started, watched, stopped (the agent first, then ingest
 * once it has read what was produced, then the broker). One thread; {@link #close} ends whatever
 * still runs.
 */
final class Demo implements AutoCloseable {
    static final String CLUSTER = "demo.local";
    private static final int PORT_TAKEN = 75;
    private static final long READY_MILLIS = 60_000;
    private static final long CATCH_UP_MILLIS = 20_000;
    private static final int SHOWN_JOBS = 5;

    private final Folders folders;
    private final StopRequest stop;
    private final Screen screen;
    private final boolean terminal;
    private final Answers answers;
    private final Deque<Child> children = new ArrayDeque<>();
    private @Nullable Topics topics;

    /** {@code demo.terminal}: standard output is a terminal (the launching shell knows). */
    Demo(Folders folders, StopRequest stop) {
        this.folders = folders;
        this.stop = stop;
        this.terminal = Boolean.getBoolean("demo.terminal");
        this.screen = new Screen(System.out, terminal);
        this.answers = new Answers(folders);
    }

    /** Returns when all three run. */
    void start() throws DemoException, InterruptedException {
        int port = startBroker();
        Topics made = new Topics("localhost:" + port, new ClusterTopics(CLUSTER));
        topics = made;
        made.create();
        children.push(startAgent(port));
        children.push(startIngest(port));
        screen.line(
                String.format(
                        Locale.ROOT,
                        "demo: cluster %s, broker on localhost:%d, a sample every 5 s; all files in"
                                + " %s",
                        CLUSTER,
                        port,
                        folders.data()));
        screen.line("demo: Ctrl-C ends it and prints queries to try");
    }

    private int startBroker() throws DemoException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            int port = Ports.free(RandomGenerator.getDefault());
            Child broker =
                    Child.start(
                            "broker",
                            log("broker"),
                            Map.of(),
                            List.of(
                                    folders.bin("broker").toString(),
                                    "--port",
                                    Integer.toString(port),
                                    "--data-dir",
                                    folders.work().resolve("broker").toString()));
            children.push(broker);
            if (awaitReady(broker, attempt < 3)) return port;
            children.pop().close();
        }
    }

    /** False when another process took the port meanwhile and trying again is wished. */
    private boolean awaitReady(Child broker, boolean again)
            throws DemoException, InterruptedException {
        for (long waited = 0; waited < READY_MILLIS; waited += 100) {
            if (broker.said("broker: ready")) return true;
            if (again
                    && !broker.isAlive()
                    && broker.status() == PORT_TAKEN
                    && broker.said("port")) {
                return false;
            }
            broker.mustLive();
            if (stop.within(100)) {
                throw new DemoException(
                        DemoException.INTERNAL, "stopped before the broker was ready");
            }
        }
        throw new DemoException(
                DemoException.UNAVAILABLE,
                "the broker was not ready after 60 s; its log: " + log("broker"));
    }

    private Child startAgent(int port) throws DemoException {
        Path configuration = folders.work().resolve("agent.cfg");
        try {
            Files.writeString(configuration, configuration(port));
        } catch (IOException e) {
            throw new DemoException(
                    DemoException.CANNOT_CREATE,
                    configuration + " cannot be written: choose another folder with --data-dir");
        }
        return Child.start(
                "agent",
                log("agent"),
                Map.of("STATE_DIRECTORY", folders.work().resolve("agent").toString()),
                List.of(folders.bin("agent").toString(), "daemon", configuration.toString()));
    }

    static String configuration(int port) {
        return String.format(
                Locale.ROOT,
                """
                # Written by the demo.
                [global]
                cluster = %s
                role = node

                [kafka]
                broker-address = localhost:%d
                sending-window = 1s

                [sample]
                cadence = 5s
                exclude-system-jobs = false

                [sysinfo]
                cadence = 1h
                on-startup = true
                """,
                CLUSTER,
                port);
    }

    private Child startIngest(int port) throws DemoException {
        return Child.start(
                "ingest",
                log("ingest"),
                Map.of(),
                List.of(
                        folders.bin("ingest").toString(),
                        "--cluster",
                        CLUSTER,
                        "--data-dir",
                        folders.data().toString(),
                        "--broker",
                        "localhost:" + port));
    }

    /** Shows what happens until the time is over or somebody asks to stop. */
    void watch(@Nullable Duration length) throws DemoException, InterruptedException {
        long start = System.nanoTime();
        long end = length == null ? Long.MAX_VALUE : length.toSeconds();
        long every = terminal ? 5 : 10;
        for (long next = every; ; next += every) {
            boolean last = next >= end;
            if (sleepUntil(start, Math.min(next, end))) return;
            if (last) return;
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            screen.draw(
                    Screen.block(
                            seconds,
                            produced(),
                            answers.counts(),
                            answers.busiestJobs(SHOWN_JOBS)));
        }
    }

    /** Looks at the children every half second; true when asked to stop. */
    private boolean sleepUntil(long start, long seconds)
            throws DemoException, InterruptedException {
        while (true) {
            for (Child child : children) child.mustLive();
            long left = seconds * 1000 - (System.nanoTime() - start) / 1_000_000;
            if (left <= 0) return stop.asked();
            if (stop.within(Math.min(left, 500))) return true;
        }
    }

    private Map<MessageType, Long> produced() throws InterruptedException {
        return topics == null ? Map.of() : topics.produced();
    }

    /** Ends the agent, waits until ingest has read all, then ends ingest and broker. */
    void stop() throws InterruptedException {
        screen.line("");
        screen.line("demo: stopping agent, ingest, broker");
        Child ingest = children.pop();
        children.pop().close();
        children.push(ingest);
        long produced = produced().values().stream().mapToLong(Long::longValue).sum();
        long deadline = System.nanoTime() + CATCH_UP_MILLIS * 1_000_000;
        while (answers.counts().read() < produced
                && ingest.isAlive()
                && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        close();
    }

    /** Says what the store holds; 0 when it holds samples. */
    int summary() throws InterruptedException {
        Answers.Counts stored = answers.counts();
        screen.line("demo: the store holds " + Screen.words(stored));
        if (stored.samples() == 0) {
            System.err.println(
                    "demo: nothing was stored; the logs are in " + folders.work() + "/*.log");
            return DemoException.INTERNAL;
        }
        String query = quoted(folders.bin("query")) + " ";
        String data = " --data-dir " + quoted(folders.data());
        screen.line("demo: it stays in " + folders.data() + "; try");
        screen.line("  " + query + "jobs" + data + " --sort -cpu_avg_pct --limit 10");
        screen.line("  " + query + "profile " + answers.largestJob() + data);
        screen.line(
                "  "
                        + query
                        + "sql 'SELECT node, time, used_kib, load1 FROM v_node_sample'"
                        + data);
        return 0;
    }

    /** For a shell: as it is when nothing in it needs quotes. */
    static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9._/@%+=:,-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }

    private Path log(String name) {
        return folders.work().resolve(name + ".log");
    }

    @Override
    public void close() {
        if (topics != null) topics.close();
        topics = null;
        while (!children.isEmpty()) children.pop().close();
    }
}
