package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The other commands as processes. */
final class CommandsIT {
    @TempDir Path dir = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "sample --csv, 2, Unknown option: '--csv'",
        "sample --min-cpu-time x, 2, Invalid value",
        "sample --min-cpu-time=-5, 2, is not a whole number from 0 on",
        "sample --min-cpu-percent NaN, 2, is not a number from 0 on",
        "sample --min-mem-percent=-1, 2, is not a number from 0 on",
        "sample --batch, 2, Unknown option: '--batch'",
        "sample --lockdir, 2, Missing required parameter",
        "sample --lockdir /nonexistent, 73, no such folder",
        "sample --lockdir /dev/null, 73, Not a directory",
        "sysinfo --load, 2, Unknown option: '--load'",
        "sysinfo --topo-svg-cmd, 2, Missing required parameter",
        "sample --cluster, 2, Missing required parameter",
        "nonsense, 2, unknown word 'nonsense'",
        "sampel, 2, did you mean sample?",
        "jobs --csv, 2, Unknown option: '--csv'",
        "slurm --batch-size 0, 2, is not a whole number from 1 on",
        "jobs --window 5m, 2, is not a whole number from 0 on",
        "jobs --window 5 --span a, 2, exclude each other",
        "jobs --states some, 2, is not all or sonar",
        "cluster --deluge, 2, Unknown option: '--deluge'",
        "config x.cfg, 2, takes no arguments",
        "daemon, 2, expected one argument",
        "daemon a b, 2, expected one argument",
        "daemon --nonsense, 2, expected one argument",
        "daemon /nonexistent.cfg, 78, /nonexistent.cfg: no such file",
        "check /nonexistent.cfg, 78, /nonexistent.cfg: no such file",
        "check, 2, Missing required parameter",
    })
    void mistake_isSaidOnStandardError(String line, int status, String expected) {
        try (AgentProcess agent = AgentProcess.start(dir, line.split(" ", -1))) {
            assertEquals(status, agent.exit());
            assertTrue(agent.err().contains(expected), agent.err());
            assertTrue(agent.err().lines().count() <= 2, agent.err());
            assertEquals("", agent.out());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "help, daemon FILE",
        "--help, daemon FILE",
        "daemon --help, Usage: agent daemon FILE",
        "sample --help, --exclude-commands",
        "ps --help, --lockdir",
        "sysinfo --help, --topo-svg-cmd",
        "check --help, FILE",
        "version, hydrophone version 0.",
        "--version, hydrophone version 0.",
    })
    void help_isOnStandardOutput(String line, String expected) {
        try (AgentProcess agent = AgentProcess.start(dir, line.split(" ", -1))) {
            assertEquals(0, agent.exit());
            assertTrue(agent.out().contains(expected), agent.out());
            assertEquals("", agent.err());
        }
    }

    @Test
    void sample_isOneLineOfJson() throws IOException {
        try (AgentProcess agent =
                AgentProcess.start(
                        dir,
                        "ps",
                        "--cluster=x",
                        "--cluster",
                        "c.no",
                        "--load",
                        "--producer",
                        "sonar",
                        "--json",
                        "--batchless")) {
            assertEquals(0, agent.exit());
            assertEquals(1, agent.out().lines().count());
            JsonNode message = new ObjectMapper().readTree(agent.out());
            assertEquals("sonar", message.at("/meta/producer").asText());
            assertEquals("c.no", message.at("/data/attributes/cluster").asText());
            assertTrue(message.at("/data/attributes/system/used_memory").asLong() > 0);
            assertTrue(message.at("/data/attributes/jobs").size() > 0);
        }
    }

    /** Each line: options, and the pids that must be shown of the recorded machine. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--json; 1 300 410 420 421 500 501",
                "--exclude-users=root --exclude-users anna; 1 300 410 420 421",
                "--exclude-users root,anna; 420 421",
                "--exclude-users root --exclude-users=; 1 300 410 420 421 500 501",
                "--exclude-commands=sys,containerd-s,postgres; 300 500 501",
                "--exclude-commands postgres --exclude-commands vi; 1 300 410 420 421 500",
                "--exclude-commands ,; 1 300 410 420 421 500 501",
                "--min-cpu-time 1000 --min-cpu-time=6; 420 500",
                "--min-cpu-percent 15.7; 500",
                "--min-mem-percent=2; 420 500",
                "--min-mem-percent=2 --min-cpu-time 1000; 420 500",
                "--exclude-system-jobs --rollup --batchless; 420 421 500 501",
            })
    void sample_optionsSelect(String options, String pids) throws IOException {
        Path proc = Path.of("src/test/resources/machines/plain-vm/proc").toAbsolutePath();
        List<String> line = new ArrayList<>(List.of("sample", "--proc-root", proc.toString()));
        line.addAll(List.of(options.split(" ", -1)));
        try (AgentProcess agent = AgentProcess.start(dir, line.toArray(new String[0]))) {
            assertEquals(0, agent.exit(), agent.err());
            List<Integer> shown = new ArrayList<>();
            JsonNode message = new ObjectMapper().readTree(agent.out());
            for (JsonNode pid : message.findValues("pid")) shown.add(pid.asInt());
            Collections.sort(shown);
            assertEquals(pids, shown.stream().map(String::valueOf).collect(joining(" ")));
        }
    }

    @Test
    void sysinfo_ofARecordedMachine_withTopology() throws IOException {
        Path machine = Path.of("src/test/resources/machines/big-numa").toAbsolutePath();
        try (AgentProcess agent =
                AgentProcess.start(
                        dir,
                        "sysinfo",
                        "--hostname-only",
                        "--proc-root=" + machine.resolve("proc"),
                        "--sys-root",
                        machine.resolve("sys").toString(),
                        "--topo-text-cmd",
                        "no",
                        "--topo-text-cmd=echo  a b",
                        "--topo-svg-cmd",
                        "/nonexistent/lstopo -")) {
            assertEquals(0, agent.exit(), agent.err());
            JsonNode sysinfo = new ObjectMapper().readTree(agent.out()).at("/data/attributes");
            assertEquals("bigmem-1", sysinfo.path("node").asText());
            assertEquals(8, sysinfo.path("numa_nodes").asInt());
            assertEquals("YSBiCg==", sysinfo.path("topo_text").asText());
            assertTrue(sysinfo.path("topo_svg").isMissingNode());
            assertEquals(1, agent.err().lines().count(), agent.err());
            assertTrue(agent.err().contains("WARN"), agent.err());
            assertTrue(agent.err().contains("/nonexistent/lstopo"), agent.err());
        }
    }

    @Test
    void sample_withoutProc_isAnErrorMessageAndStatus0() throws IOException {
        try (AgentProcess agent =
                AgentProcess.start(dir, "sample", "--proc-root", dir.resolve("no").toString())) {
            assertEquals(0, agent.exit());
            JsonNode message = new ObjectMapper().readTree(agent.out());
            assertEquals("unknown-host", message.at("/errors/0/node").asText());
        }
    }

    @Test
    void sample_ontoAFullDisk_isSaid() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full");
        Process agent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "hydrophone.agent.Main",
                                "sample")
                        .redirectOutput(Path.of("/dev/full").toFile())
                        .start();
        String err = new String(agent.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(73, agent.waitFor());
        assertEquals("agent: standard output cannot be written: No space left on device\n", err);
    }

    @Test
    void defect_isOneLine() {
        CommandLine line = AgentCommand.line().addSubcommand("oops", new Oops());
        assertEquals(70, line.execute("oops"));
    }

    @CommandLine.Command
    private static final class Oops implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("oops");
        }
    }

    @Test
    void sysinfo_pretty_isOverManyLines() throws IOException {
        try (AgentProcess agent = AgentProcess.start(dir, "sysinfo", "--pretty")) {
            assertEquals(0, agent.exit());
            assertTrue(agent.out().lines().count() > 10);
            assertEquals(
                    "Linux",
                    new ObjectMapper()
                            .readTree(agent.out())
                            .at("/data/attributes/os_name")
                            .asText());
        }
    }

    @Test
    void lockdir_heldByAnother_isAWarningAndNoOutput() throws IOException {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        Path file = dir.resolve("sonar-lock." + host);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock();
                AgentProcess agent =
                        AgentProcess.start(dir, "sample", "--lockdir", dir.toString())) {
            assertEquals(0, agent.exit());
            assertTrue(lock.isValid());
            assertTrue(agent.err().contains("Lockfile present, exiting"), agent.err());
            assertEquals("", agent.out());
        }
        try (AgentProcess agent = AgentProcess.start(dir, "sample", "--lockdir", dir.toString())) {
            assertEquals(0, agent.exit());
            assertEquals(1, agent.out().lines().count());
        }
    }

    /** What a daemon without a broker leaves behind. */
    @Test
    void spool_isLookedInto() throws IOException {
        Path state = dir.resolve("state/spool/c.no-node-" + node());
        String config =
                """
                [global]
                cluster = c.no
                role = node
                [kafka]
                broker-address = localhost:1
                [sample]
                cadence = 1s
                """;
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> spool(state, "status").contains("process " + agent.pid()));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> spool(state, "export").lines().count() >= 2);
            try (AgentProcess second = AgentProcess.daemon(dir, config)) {
                assertEquals(75, second.exit());
                assertTrue(
                        second.err().contains("lock: held by process " + agent.pid()),
                        second.err());
            }
            agent.signal("KILL");
            assertEquals(137, agent.exit());
        }
        String first = spool(state.resolveSibling(""), "export").lines().findFirst().orElse("");
        assertTrue(first.startsWith("{\"meta\":") && first.endsWith("}"), first);
        assertTrue(spool(state, "check").contains("0 damaged"), spool(state, "check"));
        try (AgentProcess none = AgentProcess.start(dir, "spool", dir.toString(), "status")) {
            assertEquals(65, none.exit());
            assertTrue(none.err().contains("no spool lies there"), none.err());
        }
        try (AgentProcess bad = AgentProcess.start(dir, "spool", state.toString(), "look")) {
            assertEquals(2, bad.exit());
            assertTrue(bad.err().contains("expected status, check or export"), bad.err());
        }
    }

    private static String node() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("[.]", 2)[0];
    }

    private String spool(Path folder, String verb) {
        try (AgentProcess agent = AgentProcess.start(dir, "spool", folder.toString(), verb)) {
            int status = agent.exit();
            return status == 0 ? agent.out() : "";
        }
    }
}
