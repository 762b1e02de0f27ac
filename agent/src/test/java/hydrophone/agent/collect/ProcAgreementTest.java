package hydrophone.agent.collect;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.SystemCommands;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleSystem;
import hydrophone.message.SysinfoAttributes;
import hydrophone.testing.Needs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the collectors say of this very machine, against /proc read by other means. */
class ProcAgreementTest {
    private static final Path PROC = Path.of("/proc");
    private static final Origin ORIGIN = new Origin("test.cluster", "here");

    /** Burns CPU and prints its own CPU clock in ns, once for each line on stdin. */
    private static final String BURNER =
            """
            void main() throws Exception {
                var clock = java.lang.management.ManagementFactory.getThreadMXBean();
                var os = (com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean();
                System.out.println(os.getProcessCpuTime());
                long x = clock.getThreadCount();
                while (true) {
                    for (int i = 0; i < 1000; i++) x = x * 31 + i;
                    if (System.in.available() > 0) {
                        System.in.read();
                        System.out.println(os.getProcessCpuTime() + (x == 42 ? 1 : 0));
                    }
                }
            }
            """;

    @TempDir Path folder;

    @BeforeEach
    void linuxOnly() {
        Needs.that(Files.isReadable(PROC.resolve("self/stat")), "needs Linux: there is no /proc");
    }

    private static SampleSettings everythingAndLoad() {
        return new SampleSettings(
                false,
                true,
                false,
                List.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static SampleCollector daemon() {
        return SampleCollector.forDaemon(PROC, ORIGIN, everythingAndLoad(), InstantSource.system());
    }

    private static OffsetDateTime now() {
        return InstantSource.system().instant().atOffset(ZoneOffset.UTC).withNano(0);
    }

    private static SampleAttributes only(Observation observation) {
        return (SampleAttributes) observation.parts().getFirst();
    }

    private static double interval(Observation observation) {
        return Double.parseDouble(observation.attrs().getFirst().value());
    }

    private static Optional<SampleProcess> process(SampleAttributes sample, long pid) {
        return sample.jobs().stream()
                .flatMap(job -> job.processes().stream())
                .filter(process -> process.pid() == pid)
                .findFirst();
    }

    private static long meminfo(String key) throws IOException {
        String text = Files.readString(PROC.resolve("meminfo"));
        var line = Pattern.compile("^" + key + ":\\s+(\\d+) kB$", Pattern.MULTILINE).matcher(text);
        assertTrue(line.find());
        return Long.parseLong(line.group(1));
    }

    private static long busySeconds() throws IOException {
        String[] fields = Files.readAllLines(PROC.resolve("stat")).getFirst().split(" +", -1);
        return (Long.parseLong(fields[1])
                        + Long.parseLong(fields[2])
                        + Long.parseLong(fields[3])
                        + Long.parseLong(fields[6])
                        + Long.parseLong(fields[7]))
                / 100;
    }

    @Test
    void theNodesFiguresAgree() throws Exception {
        long usedBefore = meminfo("MemTotal") - meminfo("MemAvailable");
        long busyBefore = busySeconds();
        SampleSystem system = only(daemon().collect(now())).system();
        assertNotNull(system);
        long busyAfter = busySeconds();
        long usedAfter = meminfo("MemTotal") - meminfo("MemAvailable");
        long slack = meminfo("MemTotal") / 50;
        assertTrue(system.usedMemory() >= Math.min(usedBefore, usedAfter) - slack);
        assertTrue(system.usedMemory() <= Math.max(usedBefore, usedAfter) + slack);

        long cores = system.cpus().size();
        long sum = system.cpus().stream().mapToLong(seconds -> seconds).sum();
        assertTrue(sum >= busyBefore - cores, sum + " < " + busyBefore);
        assertTrue(sum <= busyAfter + cores, sum + " > " + busyAfter);

        String[] load = Files.readString(PROC.resolve("loadavg")).split(" ", -1);
        assertEquals(Double.parseDouble(load[2]), system.load15(), 1.0);
        assertEquals(Files.readAllLines(PROC.resolve("diskstats")).size(), system.disks().size());
    }

    @Test
    void thisProcessStandsInItsSample() throws Exception {
        long pid = ProcessHandle.current().pid();
        var collector =
                SampleCollector.oneShot(
                        PROC, ORIGIN, SampleSettings.everything(), InstantSource.system());
        Observation observation = collector.collect(now());
        assertEquals("0.1", observation.attrs().getFirst().value());
        SampleAttributes sample = only(observation);
        assertEquals(null, sample.system());
        SampleProcess self = process(sample, pid).orElseThrow();
        assertEquals("java", self.cmd());
        assertEquals(ProcessHandle.current().parent().orElseThrow().pid(), self.ppid());
        assertTrue(self.residentMemory() > 10_000 && self.numThreads() > 3);
        String line = Files.readString(PROC.resolve("self/stat"));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = 11; i <= 14; i++) ticks += Long.parseLong(fields[i]);
        assertTrue(Math.abs(ticks / 100 - self.cpuTime()) <= 1, ticks + ", " + self.cpuTime());
        SampleJob job =
                sample.jobs().stream()
                        .filter(j -> j.processes().contains(self))
                        .findFirst()
                        .orElseThrow();
        assertEquals(System.getProperty("user.name"), job.user());
    }

    @Test
    void aBusyLoopsUtilisationIsItsOwnCpuClock() throws Exception {
        Path source = folder.resolve("Burner.java");
        Files.writeString(source, BURNER);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process burner = new ProcessBuilder(java, source.toString()).start();
        try (var in = burner.inputReader();
                var out = burner.outputWriter()) {
            in.readLine();
            var collector = daemon();
            collector.collect(now());
            Observation first = collector.collect(now());
            long clockBefore = ask(out, in);
            long until = System.nanoTime() + Duration.ofMillis(2500).toNanos();
            await().atMost(Duration.ofSeconds(30)).until(() -> System.nanoTime() >= until);
            Observation second = collector.collect(now());
            long clockAfter = ask(out, in);
            assertTrue(process(only(first), burner.pid()).isPresent());
            double spent =
                    process(only(second), burner.pid()).orElseThrow().cpuUtil()
                            * interval(second)
                            / 100;
            double own = (clockAfter - clockBefore) / 1e9;
            System.out.printf("measured: cpu_util x interval %.3f s, clock %.3f s%n", spent, own);
            assertTrue(own > 0.5, "the loop got only " + own + " s");
            assertEquals(own, spent, 0.05 * own + 0.02);
        } finally {
            burner.destroyForcibly().waitFor();
        }
    }

    private static long ask(java.io.BufferedWriter out, java.io.BufferedReader in)
            throws IOException {
        out.write('\n');
        out.flush();
        return Long.parseLong(in.readLine());
    }

    @Test
    void aProcessWithAnOddNameAppears() throws Exception {
        Path sleep = Path.of("/bin/sleep");
        Needs.that(Files.isExecutable(sleep), "needs /bin/sleep");
        var name =
                new String(new byte[] {'a', ')', ' ', '(', 'S', ' ', '1'}, StandardCharsets.UTF_8);
        Path odd = folder.resolve(name);
        Files.copy(sleep, odd, StandardCopyOption.COPY_ATTRIBUTES);
        Process process = new ProcessBuilder(odd.toString(), "600").start();
        try {
            await().until(() -> commOf(process.pid()).equals(name));
            assertEquals(
                    name,
                    process(only(daemon().collect(now())), process.pid()).orElseThrow().cmd());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aCommandNameThatIsNotUtf8Appears() throws Exception {
        // The shell renames itself through /proc, byte by byte.
        Process shell =
                new ProcessBuilder(
                                "sh", "-c", "printf 'x\\377y' > /proc/$$/comm; echo ok; read line")
                        .start();
        try {
            assertEquals("ok", shell.inputReader().readLine());
            SampleAttributes sample = only(daemon().collect(now()));
            assertEquals("x\ufffdy", process(sample, shell.pid()).orElseThrow().cmd());
        } finally {
            shell.destroyForcibly().waitFor();
        }
    }

    private static String commOf(long pid) throws IOException {
        return Files.readString(PROC.resolve(pid + "/comm")).stripTrailing();
    }

    @Test
    void processesComeAndGoWithoutAnError() throws Exception {
        Process storm =
                new ProcessBuilder("sh", "-c", "while :; do sh -c : & sh -c :; wait; done").start();
        try {
            var collector = daemon();
            for (int i = 0; i < 20; i++) {
                SampleAttributes sample = only(collector.collect(now()));
                assertEquals(List.of(), sample.errors());
            }
        } finally {
            storm.destroyForcibly().waitFor();
        }
    }

    @Test
    void sysinfoAgreesWithTheMachine() throws Exception {
        var collector =
                new SysinfoCollector(
                        PROC,
                        Path.of("/sys"),
                        ORIGIN,
                        new SysinfoSettings("no-such-program", "echo some text"),
                        new SystemCommands());
        var info = (SysinfoAttributes) collector.collect(now()).parts().getFirst();
        assertEquals("Linux", info.osName());
        assertEquals(System.getProperty("os.version"), info.osRelease());
        assertEquals(meminfo("MemTotal"), info.memory());
        long online =
                Arrays.stream(Files.readString(PROC.resolve("cpuinfo")).split("\n", -1))
                        .filter(line -> line.startsWith("processor"))
                        .count();
        long counted = info.sockets() * info.coresPerSocket() * info.threadsPerCore();
        assertTrue(counted >= online, info.toString());
        assertEquals("", info.topoSvg());
        assertEquals("c29tZSB0ZXh0Cg==", info.topoText());
        assertFalse(info.cpuModel().isEmpty());
    }
}
