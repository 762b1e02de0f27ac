package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.BootTime;
import hydrophone.agent.process.ProcessSampler;
import hydrophone.agent.process.ProcessTable;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

class SampleCollectorTest {
    @TempDir Path folder;

    private Path proc;

    @BeforeEach
    void machine() throws IOException {
        proc = Machines.copy("slurm-node-v2", folder).resolve("proc");
    }

    private SampleCollector daemon(SampleSettings settings) {
        return SampleCollector.forDaemon(
                proc, new Origin("c", "n"), settings, Machines.NOW::toInstant);
    }

    /** Written and read again, as an observation is only valid until the next one. */
    private static SampleAttributes only(Observation observation) throws Exception {
        return Machines.read(observation);
    }

    private static List<SampleProcess> processes(SampleAttributes sample) {
        return sample.jobs().stream().flatMap(job -> job.processes().stream()).toList();
    }

    private static SampleProcess process(SampleAttributes sample, long pid) {
        return processes(sample).stream().filter(p -> p.pid() == pid).findFirst().orElseThrow();
    }

    private static SampleJob jobOf(SampleAttributes sample, long pid) {
        return sample.jobs().stream()
                .filter(job -> job.processes().stream().anyMatch(p -> p.pid() == pid))
                .findFirst()
                .orElseThrow();
    }

    private void replace(String file, String old, String by) throws IOException {
        Path path = proc.resolve(file);
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(old), text);
        Files.writeString(path, text.replace(old, by), StandardCharsets.ISO_8859_1);
    }

    @Test
    void utilisationTimesIntervalIsTheTimeSpentSinceThePreviousSample() throws Exception {
        var collector = daemon(Machines.settings(false, false));
        Observation first = collector.collect(Machines.NOW);
        assertEquals("0.1", first.attrs().getFirst().value());
        assertEquals(0, process(only(first), 33871).cpuUtil());
        replace("33871/stat", " 370000 1400 ", " 370003 1402 ");
        Observation second = collector.collect(Machines.NOW.plusSeconds(5));
        double interval = Double.parseDouble(second.attrs().getFirst().value());
        double util = process(only(second), 33871).cpuUtil();
        assertEquals(0.05, util * interval / 100, 1e-5 + interval * 1e-5);
    }

    @Test
    void aProcessMovedIntoAJobChangesJobAtTheNextSample() throws Exception {
        var collector = daemon(Machines.settings(false, false));
        SampleJob before = jobOf(only(collector.collect(Machines.NOW)), 4000);
        assertEquals(4000, before.job());
        assertEquals(1767960000L - 1577836800L, before.epoch());
        replace(
                "4000/cgroup",
                "/user.slice/",
                "/system.slice/slurmstepd.scope/job_77/step_extern/");
        SampleJob after = jobOf(only(collector.collect(Machines.NOW.plusSeconds(5))), 4000);
        assertEquals(77, after.job());
        assertEquals(0, after.epoch());
    }

    @Test
    void theEpochHoldsStillWhenBtimeMovesByASecond() throws Exception {
        var collector = daemon(Machines.settings(false, false));
        SampleAttributes before = only(collector.collect(Machines.NOW));
        replace("stat", "btime 1767960000", "btime 1767960001");
        SampleAttributes after = only(collector.collect(Machines.NOW.plusSeconds(5)));
        assertEquals(jobOf(before, 2214), jobOf(after, 2214));
        assertEquals(before.system(), after.system());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "meminfo", "loadavg"})
    void withoutTheNodesFilesThereIsNoSample(String file) throws Exception {
        Files.delete(proc.resolve(file));
        var collector = daemon(Machines.settings(false, false));
        var error = assertThrows(CollectException.class, () -> collector.collect(Machines.NOW));
        assertEquals(proc.resolve(file) + ": cannot be read", error.getMessage());
    }

    @Test
    void disksThatMakeNoSenseAreNamedAndLeftOut() throws Exception {
        Files.writeString(proc.resolve("diskstats"), "8 0 sda x\n");
        SampleAttributes sample =
                only(daemon(Machines.settings(false, false)).collect(Machines.NOW));
        assertEquals(1, sample.errors().size());
        assertTrue(sample.errors().getFirst().detail().contains("diskstats:1:"));
        assertTrue(sample.system() != null && sample.system().disks().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "status"})
    void oneBadRecordCostsOnlyItself(String file) throws Exception {
        var collector = daemon(Machines.settings(false, false));
        int before = processes(only(collector.collect(Machines.NOW))).size();
        Files.writeString(proc.resolve("33871/" + file), "33871 (x) S\n");
        SampleAttributes sample = only(collector.collect(Machines.NOW.plusSeconds(5)));
        assertEquals(before - 1, processes(sample).size());
        assertEquals(1, sample.errors().size());
        String detail = sample.errors().getFirst().detail();
        assertTrue(detail.startsWith(proc.resolve("33871/" + file) + ":"), detail);
    }

    @Test
    void manyBadRecordsAreCounted() throws Exception {
        for (int pid = 90_000; pid < 90_030; pid++) {
            Files.createDirectory(proc.resolve("" + pid));
            Files.writeString(proc.resolve(pid + "/stat"), "?");
        }
        SampleAttributes sample =
                only(daemon(Machines.settings(false, false)).collect(Machines.NOW));
        assertEquals(21, sample.errors().size());
        assertEquals("and 10 more", sample.errors().getLast().detail());
    }

    @Test
    void aProcessThatHasGoneIsNoError() throws Exception {
        Files.createDirectory(proc.resolve("90000"));
        Files.delete(proc.resolve("33871/stat"));
        SampleAttributes sample =
                only(daemon(Machines.settings(false, false)).collect(Machines.NOW));
        assertEquals(List.of(), sample.errors());
        assertTrue(processes(sample).stream().noneMatch(p -> p.pid() == 33871));
    }

    @Test
    void rolledUpLeavesKeepTheirSyntheticPid() throws Exception {
        var collector = daemon(Machines.settings(true, true));
        SampleProcess before = rolled(only(collector.collect(Machines.NOW)));
        SampleProcess after = rolled(only(collector.collect(Machines.NOW.plusSeconds(5))));
        assertEquals(4_194_305, before.pid());
        assertEquals(before, after);
        assertEquals(2, before.rolledup());
        assertEquals(60, before.cpuTime());
        assertEquals(12_000, before.residentMemory());
    }

    private static SampleProcess rolled(SampleAttributes sample) {
        return processes(sample).stream().filter(p -> p.rolledup() > 0).findFirst().orElseThrow();
    }

    /** Two living "sh <defunct>" beside two dead "sh" were given the same pid. */
    @Test
    void noSyntheticPidStandsTwice() throws Exception {
        String zombie = "%d (sh) Z 33870 33870 33870 0 -1 4 0 0 0 0 5 5 0 0 20 0 1 0 %d\n";
        String living =
                "%d (sh <defunct>) S 33870 33870 33870 0 -1 4 0 0 0 0 5 5 0 0 20 0 1 0 %d\n";
        for (int pid = 50_000; pid < 50_004; pid++) leaf(pid, pid < 50_002 ? zombie : living);
        var collector = daemon(Machines.settings(true, true));
        collector.collect(Machines.NOW);
        SampleAttributes sample = only(collector.collect(Machines.NOW.plusSeconds(5)));
        List<Long> pids = processes(sample).stream().map(SampleProcess::pid).toList();
        assertEquals(
                2,
                processes(sample).stream()
                        .filter(p -> p.rolledup() > 0 && p.cmd().equals("sh <defunct>"))
                        .count());
        assertEquals(pids.size(), Set.copyOf(pids).size(), pids.toString());
    }

    private void leaf(int pid, String stat) throws IOException {
        Path folder = Files.createDirectory(proc.resolve("" + pid));
        for (String file : List.of("status", "cgroup")) {
            Files.copy(proc.resolve("33871/" + file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("stat"), String.format(Locale.ROOT, stat, pid, pid));
    }

    @Test
    void aLoneLeafKeepsItsPid() throws Exception {
        SampleAttributes sample = only(daemon(Machines.settings(true, true)).collect(Machines.NOW));
        assertEquals("python3", process(sample, 33871).cmd());
        assertEquals("sh <defunct>", process(sample, 33890).cmd());
    }

    @Test
    void aProcessNeedsOneOfTheMinimaAndNoneOfTheExclusions() throws Exception {
        SampleAttributes sample =
                only(
                        daemon(
                                        filter(
                                                List.of("ec-bob"),
                                                List.of("rsy"),
                                                OptionalLong.of(25),
                                                OptionalDouble.of(350),
                                                OptionalDouble.of(4.0)))
                                .collect(Machines.NOW));
        List<Long> pids = processes(sample).stream().map(SampleProcess::pid).toList();
        assertEquals(List.of(33871L, 33882L), pids);
    }

    private static SampleSettings filter(
            List<String> users,
            List<String> commands,
            OptionalLong time,
            OptionalDouble cpu,
            OptionalDouble memory) {
        return new SampleSettings(true, false, false, users, commands, time, cpu, memory);
    }

    @Test
    void systemUsersAreLeftOutUnlessInAContainer() throws Exception {
        Path other = Machines.ALL.resolve("plain-vm/proc");
        var collector =
                SampleCollector.oneShot(
                        other,
                        new Origin("", "n"),
                        Machines.settings(true, false),
                        Machines.NOW::toInstant);
        SampleAttributes sample = only(collector.collect(Machines.NOW));
        assertEquals(
                List.of(420L, 421L, 500L, 501L),
                processes(sample).stream().map(SampleProcess::pid).sorted().toList());
        assertTrue(process(sample, 420).inContainer(), "below the shim");
        assertTrue(process(sample, 421).inContainer(), "by its group");
        assertTrue(process(sample, 500).inContainer(), "in a namespace of its own");
        assertFalse(process(sample, 501).inContainer());
    }

    @Test
    void theEpochHoldsFromRunToRunOfTheSameBoot() throws Exception {
        Path random = Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(random.resolve("boot_id"), "first-boot\n");
        long epoch = jobOf(only(run()), 2214).epoch();
        replace("stat", "btime 1767960000", "btime 1767960001");
        assertEquals(epoch, jobOf(only(run()), 2214).epoch());
        Files.writeString(random.resolve("boot_id"), "second-boot\n");
        assertEquals(epoch + 1, jobOf(only(run()), 2214).epoch());
        Files.writeString(folder.resolve("state/boot-time"), "torn");
        assertEquals(epoch + 1, jobOf(only(run()), 2214).epoch());
    }

    /** A new run of the daemon. */
    private Observation run() throws CollectException {
        return SampleCollector.forDaemon(
                        proc,
                        new Origin("c", "n"),
                        Machines.settings(false, false),
                        Duration.ofSeconds(9),
                        BootTime.remembered(proc, folder.resolve("state")),
                        Machines.NOW::toInstant)
                .collect(Machines.NOW);
    }

    @ParameterizedTest
    @CsvSource({"hidepid=2,1", "hidepid=invisible,1", "hidepid=0,0", "relatime,0"})
    void hiddenProcessesAreSaidOnce(String option, int errors) throws Exception {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(
                proc.resolve("self/mounts"),
                "/dev/sda / ext4 rw 0 0\nproc /proc proc rw 0 0\nproc /proc proc rw,nosuid,"
                        + option
                        + ",gid=9 0 0\n");
        var collector = daemon(Machines.settings(false, false));
        if (Files.exists(proc.resolve("1"))) Files.move(proc.resolve("1"), proc.resolve("one"));
        assertEquals(errors, only(collector.collect(Machines.NOW)).errors().size());
        var second = collector.collect(Machines.NOW.plusSeconds(5));
        assertEquals(List.of(), only(second).errors());
    }

    /** A scan that runs out of time is finished, says so, and loses no CPU time. */
    @Test
    void outOfTimeTheRestIsLeftOutAndChargedLater() throws Exception {
        for (int pid = 90_000; pid < 90_200; pid++) {
            Path process = Files.createDirectory(proc.resolve("" + pid));
            Files.copy(proc.resolve("33871/stat"), process.resolve("stat"));
            Files.copy(proc.resolve("33871/status"), process.resolve("status"));
        }
        var processes = ProcessSampler.brief(proc);
        processes.baseline();
        long late = System.nanoTime();
        replace("90199/stat", " 370000 1400 ", " 370007 1400 ");
        ProcessTable cut = processes.sample(1000, 1, late);
        assertEquals(1, cut.problems().size());
        assertTrue(cut.problems().getFirst().startsWith("out of time: "));
        assertFalse(cut.shown(cut.row(90_199)));
        ProcessTable whole = processes.sample(1000, 1, late + Duration.ofHours(1).toNanos());
        assertEquals(List.of(), whole.problems());
        assertEquals(7, whole.charged(whole.row(90_199)));
    }

    @Test
    void whoEndsWhileItIsReadKeepsItsJob() throws Exception {
        var collector = daemon(Machines.settings(false, false));
        SampleJob before = jobOf(only(collector.collect(Machines.NOW)), 33871);
        Files.delete(proc.resolve("33871/cgroup"));
        SampleJob after = jobOf(only(collector.collect(Machines.NOW.plusSeconds(5))), 33871);
        assertEquals(before.job(), after.job());
        assertEquals(0, after.epoch());
    }
}
