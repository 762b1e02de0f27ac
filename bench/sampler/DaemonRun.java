package hydrophone.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code agent daemon} with a local broker, a sample a second: memory, threads, CPU by thread. */
final class DaemonRun {
    private static final int WARM_UP_S = 30;
    private static final int LATE = 300;

    private final Path home;
    private final Path work;
    private final int samples;
    private final boolean tls;
    private final Verdict verdict;

    DaemonRun(Path home, Path work, int samples, boolean tls, Verdict verdict) {
        this.home = home;
        this.work = work;
        this.samples = samples;
        this.tls = tls;
        this.verdict = verdict;
    }

    void run() throws Exception {
        try (LocalBroker broker = LocalBroker.start(home, work, freePort(), tls)) {
            makeControlTopic(broker.plain());
            Process agent = agent(broker.config());
            try {
                watch(agent);
            } finally {
                agent.destroy();
                if (!agent.waitFor(20, TimeUnit.SECONDS)) agent.destroyForcibly().waitFor();
            }
            List<String> said = Files.readAllLines(work.resolve("agent.log"));
            Sampling.say("its last word: %s", said.getLast());
        }
    }

    /** So that the daemon listens to it, as at a real site. */
    private void makeControlTopic(String broker) throws Exception {
        Process control =
                new ProcessBuilder(
                                home + "/bin/agent",
                                "control",
                                "--broker",
                                broker,
                                "--cluster",
                                "bench",
                                "--role",
                                "node",
                                "ping")
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("control.log").toFile())
                        .start();
        if (control.waitFor() != 0) {
            throw new IOException(Files.readString(work.resolve("control.log")));
        }
    }

    private Process agent(String kafka) throws IOException {
        Path config = work.resolve("daemon.cfg");
        Files.writeString(
                config,
                """
                [global]
                cluster = bench
                role = node
                [sample]
                cadence = 1s
                exclude-system-jobs = true
                load = true
                [sysinfo]
                cadence = 24h
                on-startup = true
                [spool]
                directory = %s
                [kafka]
                sending-window = 1s
                """
                                .formatted(work.resolve("spool"))
                        + kafka);
        var builder = new ProcessBuilder(home + "/bin/agent", "daemon", config.toString());
        builder.environment().remove("HYDROPHONE_JAVA");
        builder.redirectErrorStream(true).redirectOutput(work.resolve("agent.log").toFile());
        Process agent = builder.start();
        agent.getOutputStream().close();
        return agent;
    }

    private void watch(Process agent) throws Exception {
        TimeUnit.SECONDS.sleep(Math.min(WARM_UP_S, samples / 3));
        Map<String, Long> before = Machine.cpuByThread(agent.pid());
        long start = System.nanoTime();
        List<Machine.Memory> seen = new ArrayList<>();
        int left = samples - Math.min(WARM_UP_S, samples / 3);
        for (int second = 0; second < left; second++) {
            TimeUnit.SECONDS.sleep(1);
            if (!agent.isAlive()) throw new IOException(log());
            seen.add(Machine.memory(agent.pid()));
        }
        double took = (System.nanoTime() - start) / 1e9;
        cpu(before, Machine.cpuByThread(agent.pid()), took);
        memory(seen);
        Sampling.say("resident/anonymous MiB by file: %s", Machine.places(agent.pid()));
    }

    private String log() throws IOException {
        return "the daemon ended: " + Files.readString(work.resolve("agent.log"));
    }

    /** The loop's thread is Java's main thread, which the kernel calls by the program's name. */
    private void cpu(Map<String, Long> before, Map<String, Long> after, double seconds) {
        double loop = 0;
        double rest = 0;
        var parts = new StringBuilder();
        for (var thread : new TreeMap<>(after).entrySet()) {
            double ms =
                    (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / 1e6 / seconds;
            if (thread.getKey().equals("java")) loop += ms;
            else rest += ms;
            if (ms >= 0.05)
                parts.append(String.format(java.util.Locale.ROOT, ", %s %.1f", thread.getKey(), ms));
        }
        Sampling.say(
                "CPU a second: %.1f ms for the sample, %.1f ms for all else%s", loop, rest, parts);
        verdict.most("CPU outside of the sampling thread, ms a sample", rest, 15);
    }

    private void memory(List<Machine.Memory> seen) {
        int late = Math.min(LATE, seen.size() / 2);
        int window = Math.max(1, late / 6);
        int from = seen.size() - late;
        double start = mean(seen.subList(from, from + window));
        double end = mean(seen.subList(seen.size() - window, seen.size()));
        double resident = 0;
        double anonymous = 0;
        int threads = 0;
        for (Machine.Memory memory : seen.subList(from, seen.size())) {
            resident = Math.max(resident, memory.resident());
            anonymous = Math.max(anonymous, memory.anonymous());
            threads = Math.max(threads, memory.threads());
        }
        Sampling.say(
                "largest of the last %d readings: RSS %.1f MiB, anonymous %.1f, %d threads; at the"
                        + " end: %s",
                late, resident, anonymous, threads, seen.getLast());
        String kind = tls ? " (TLS, password)" : "";
        verdict.most("RSS of the daemon, MiB" + kind, resident, 70);
        verdict.most("anonymous memory, MiB" + kind, anonymous, 32);
        verdict.most("threads" + kind, threads, 20);
        verdict.most("growth over the last " + late + " samples, MiB" + kind, end - start, 1);
    }

    private static double mean(List<Machine.Memory> part) {
        return part.stream().mapToDouble(Machine.Memory::resident).average().orElse(Double.NaN);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
