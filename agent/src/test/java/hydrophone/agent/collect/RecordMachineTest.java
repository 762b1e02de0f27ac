package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hydrophone.agent.machine.SystemCommands;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SysinfoAttributes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code scripts/record-machine}: what it records gives the same figures, and no names. */
@EnabledOnOs(OS.LINUX)
class RecordMachineTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("user.dir")).resolveSibling("scripts/record-machine");

    @TempDir Path folder;

    private record Ended(int status, String text) {}

    private Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    private static SampleAttributes sample(Path root) throws Exception {
        var collector =
                SampleCollector.oneShot(
                        root.resolve("proc"),
                        new Origin("c", "n"),
                        Machines.settings(false, false),
                        Machines.NOW::toInstant);
        return (SampleAttributes) collector.collect(Machines.NOW).parts().getFirst();
    }

    private static SysinfoAttributes sysinfo(Path root) throws Exception {
        var collector =
                new SysinfoCollector(
                        root.resolve("proc"),
                        root.resolve("sys"),
                        new Origin("c", "n"),
                        SysinfoSettings.none(),
                        new SystemCommands());
        return (SysinfoAttributes) collector.collect(Machines.NOW).parts().getFirst();
    }

    /** What must survive of each process: everything but names. */
    private static Map<Long, String> figures(SampleAttributes sample) {
        Map<Long, String> figures = new HashMap<>();
        for (SampleJob job : sample.jobs()) {
            for (SampleProcess p : job.processes()) {
                String shown = p.toString().replaceFirst("(?s)cmd=.*?, pid=", "pid=");
                figures.put(p.pid(), job.job() + " " + job.epoch() + " " + shown);
            }
        }
        return figures;
    }

    private String everything() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slurm-node-v1",
                "slurm-node-v2",
                "login-containers",
                "arm-node",
                "big-numa"
            })
    void figuresStay_namesGo(String machine) throws Exception {
        Path from = Machines.ALL.resolve(machine);
        String proc = from.resolve("proc").toString();
        String sys = from.resolve("sys").toString();
        Ended ended = run("--proc", proc, "--sys", sys, folder.toString());
        assertEquals(0, ended.status, ended.text);
        assertEquals(figures(sample(from)), figures(sample(folder)));
        assertEquals(sample(from).system(), sample(folder).system());
        assertEquals(sysinfo(from), sysinfo(folder));
        String all = everything();
        for (String name : List.of("ec-", "fox", "educloud", "21011", "orca_", "cpptraj")) {
            assertFalse(all.contains(name), name);
        }
        assertEquals("node1\n", Files.readString(folder.resolve("proc/sys/kernel/hostname")));
    }

    @Test
    void usersAreNumbered_wellKnownCommandsStay() throws Exception {
        Path from = Machines.ALL.resolve("slurm-node-v1");
        String proc = from.resolve("proc").toString();
        Ended ended = run("--proc", proc, folder.toString());
        assertTrue(ended.text.contains("2 users renamed, 1 commands renamed"), ended.text);
        for (SampleJob job : sample(folder).jobs()) {
            if (job.job() == 280701) assertEquals("user2", job.user());
            for (SampleProcess process : job.processes()) {
                if (process.pid() == 33020) assertEquals("pmemd.MPI", process.cmd());
                if (process.pid() == 33022) assertEquals("prog1 <defunct>", process.cmd());
            }
        }
    }

    @Test
    void keepNames_keepsCommands() throws Exception {
        Path from = Machines.ALL.resolve("slurm-node-v1");
        run("--keep-names", "--proc", from.resolve("proc").toString(), folder.toString());
        assertTrue(Files.readString(folder.resolve("proc/33022/stat")).contains("(cpptraj)"));
    }

    @Test
    void oddNamesDoNotBreakIt() throws Exception {
        Path from = Machines.ALL.resolve("hostile");
        Ended ended = run("--proc", from.resolve("proc").toString(), folder.toString());
        assertEquals(0, ended.status, ended.text);
        assertEquals(1, ended.text.lines().count(), ended.text);
        Map<Long, String> before = figures(sample(from));
        Map<Long, String> after = figures(sample(folder));
        for (long pid = 100; pid < 110; pid++) assertEquals(before.get(pid), after.get(pid));
    }

    @Test
    void thisMachine_isRecorded_andPsAgrees() throws Exception {
        Ended ended = run(folder.toString());
        assertEquals(0, ended.status, ended.text);
        SampleAttributes sample = sample(folder);
        assertEquals(List.of(), sample.errors());
        noUserIsNamed();
        assertEquals(sysinfo(Path.of("/")), sysinfo(folder));
        Map<Long, String> figures = figures(sample);
        Path seen = folder.resolve("seen/ps");
        if (!Files.exists(seen)) return;
        int compared = 0;
        for (String line : Files.readAllLines(seen)) {
            String[] fields = line.strip().split("\\s+", -1);
            String here = figures.get(Long.parseLong(fields[0]));
            if (here == null) continue;
            assertTrue(here.contains("ppid=" + fields[1] + ","), line + "\n" + here);
            compared++;
        }
        assertTrue(compared > figures.size() / 2, compared + " of " + figures.size());
    }

    /** The kernel's files are read-only to all but root. */
    @Test
    void itNeedsNoPrivileges() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
        assumeTrue(System.getProperty("user.name").equals("root"), "not root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String script = Files.copy(SCRIPT, folder.resolve("script")).toString();
        String into = folder.resolve("recorded").toString();
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                "bash",
                                script,
                                into)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        assertFalse(figures(sample(Path.of(into))).isEmpty());
    }

    /** It once wrote over etc/passwd of such a folder, and made its private files readable. */
    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws Exception {
        Files.createDirectory(folder.resolve("etc"));
        Path passwd = Files.writeString(folder.resolve("etc/passwd"), "mine");
        Files.setPosixFilePermissions(passwd, PosixFilePermissions.fromString("rw-------"));
        Ended ended = run("--proc", Machines.ALL + "/plain-vm/proc", folder.toString());
        assertEquals(73, ended.status, ended.text);
        assertEquals("mine", Files.readString(passwd));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(passwd)));
    }

    private void noUserIsNamed() throws IOException {
        for (String line : Files.readAllLines(folder.resolve("etc/passwd"))) {
            String[] fields = line.split(":", -1);
            long uid = Long.parseLong(fields[2]);
            if (uid >= 1000 && uid != 65534) assertTrue(fields[0].startsWith("user"), line);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--help, 0, Usage: record-machine",
        "'', 2, expected a folder",
        "--nonsense, 2, unknown option --nonsense",
        "--proc, 2, --proc needs a folder",
        "--proc /nowhere x, 77, /nowhere/stat cannot be read",
        "FOLDER, 73, is not empty: choose a new folder",
        "/proc/nothing/x, 73, cannot be written",
    })
    void mistakesAreOneLine(String arguments, int status, String said) throws Exception {
        Files.createDirectory(folder.resolve("proc"));
        String line = arguments.replace("FOLDER", folder.toString());
        Ended ended = line.isEmpty() ? run() : run(line.split(" ", -1));
        assertEquals(status, ended.status, ended.text);
        assertTrue(ended.text.contains(said), ended.text);
        assertTrue(status == 0 || ended.text.lines().count() == 1, ended.text);
    }
}
