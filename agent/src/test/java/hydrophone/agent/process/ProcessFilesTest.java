package hydrophone.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class ProcessFilesTest {
    private static final String TAIL =
            " S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 5 0 98765 1 2"
                    + " 18446744073709551615 1 1\n";

    private static StatLine stat(String text) throws MalformedFileException {
        var stat = new StatLine();
        stat.read(Cursor.over("stat", text));
        return stat;
    }

    private static StatusLines status(String text) throws MalformedFileException {
        var status = new StatusLines();
        status.read(Cursor.over("status", text));
        return status;
    }

    @Test
    void statIsReadBehindTheCommand() throws Exception {
        StatLine stat = stat("123 (bash)" + TAIL);
        assertEquals("bash", stat.comm());
        assertEquals(7, stat.ppid());
        assertEquals(42, stat.pgrp());
        assertEquals(33, stat.own());
        assertEquals(77, stat.reaped());
        assertEquals(5, stat.threads());
        assertEquals(98765, stat.start());
        assertFalse(stat.kernelThread() || stat.zombie() || stat.dead());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a) S 1 (b", "((", "))", "x y z", "", ") R 9"})
    void aCommandMayHoldBracketsAndBlanks(String comm) throws Exception {
        StatLine line = stat("123 (" + comm + ")" + TAIL);
        assertEquals(comm, line.comm());
        assertEquals(7, line.ppid());
    }

    @Test
    void aCommandThatIsNotUtf8IsKept() throws Exception {
        byte[] bytes = ("123 (x\u00ff)" + TAIL).getBytes(StandardCharsets.ISO_8859_1);
        var stat = new StatLine();
        stat.read(new Cursor("stat", bytes, bytes.length));
        assertEquals("x\ufffd", stat.comm());
    }

    @Test
    void minusOneOfADyingProcessIsZero() throws Exception {
        assertEquals(0, stat("1 (x) Z -1 -1 0 0 -1 0 0 0 0 0 -1 0 0 0 20 0 0 0 5").own());
    }

    /** A negative figure would make the whole message unreadable. */
    @Test
    void absurdFiguresCanBeAddedUp() throws Exception {
        String big = " 18446744073709551615";
        StatLine stat = stat("1 (x) R 1 1 0 0 -1 0 0 0 0 0" + big.repeat(4) + " 20 0 1 0 5");
        assertTrue(stat.own() > 0 && stat.own() + stat.reaped() > 0);
        String text = "Uid: 1\nVmRSS:" + big + "\nVmData:" + big + "\nVmStk:" + big + "\n";
        assertTrue(status(text).dataAndStack() * 10_000 > 0);
        var memory = new MemoryLines(65_536);
        memory.readStatm(Cursor.over("statm", big.repeat(7)));
        assertTrue(memory.resident() > 0 && memory.dataAndStack() > 0);
        assertTrue(memory.dataAndStack() * 10_000 > 0);
    }

    /** They were added up, each as large as can be. */
    @Test
    void aLineThatComesAgainCountsOnce() throws Exception {
        assertEquals(
                7, status("Uid: 1\n" + "VmData: 5 kB\nVmStk: 2 kB\n".repeat(9)).dataAndStack());
    }

    /** 2^32, cut to 32 bits, would be root. */
    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "-1", "-0", "18446744073709551615"})
    void whatIsNoUsersNumberIsMalformed(String uid) {
        assertThrows(MalformedFileException.class, () -> status("Uid: " + uid + "\n"));
    }

    /** A thousand such leaves of a job, merged, would make a negative figure. */
    @Test
    void absurdAmountsOfIoCanBeAddedUp() throws Exception {
        var io = new IoCounters();
        io.read(Cursor.over("io", "read_bytes: 18446744073709551615\n"));
        assertTrue(io.read() > 0 && io.read() * 30_000 > 0);
    }

    @Test
    void kernelThreadsAreToldByTheirFlag() throws Exception {
        assertTrue(
                stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 1")
                        .kernelThread());
        assertFalse(stat("2 (kthreadd)" + TAIL).kernelThread());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "123",
                "123 (bash",
                "123 bash) S 1",
                "123 (bash)",
                "123 (bash) S",
                "123 (bash) S x 1 1",
                "123 (bash) S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33\n44 20 0 5 0 98765"
            })
    void aTornStatIsMalformed(String text) {
        var error = assertThrows(MalformedFileException.class, () -> stat(text));
        assertTrue(error.detail().startsWith("stat:"), error.detail());
    }

    @Test
    void statusGivesRealUserAndMemory() throws Exception {
        String text =
                """
                Name:\tx
                State:\tS (sleeping)
                Ngid:\t0
                Uid:\t1001\t0\t0\t0
                NSpid:\t77
                VmPeak:\t  9 kB
                VmRSS:\t    300 kB
                RssAnon:\t     100 kB
                RssFile:\t     200 kB
                VmData:\t    1000 kB
                VmStk:\t     132 kB
                Threads:\t3
                """;
        StatusLines status = status(text);
        assertEquals(1001, status.uid());
        assertEquals(300, status.resident());
        assertEquals(100, status.anonymous());
        assertEquals(1132, status.dataAndStack());
        assertFalse(status.nested());
    }

    @Test
    void severalProcessIdsMeanANestedNamespace() throws Exception {
        assertTrue(status("Uid:\t0\t0\nNSpid:\t77\t1\n").nested());
        assertFalse(status("Uid:\t0\t0\nNSpid:\t77\n").nested());
    }

    @Test
    void statusWithoutUserIsMalformed() {
        assertThrows(MalformedFileException.class, () -> status("Name: x\nUid:\n"));
        assertThrows(MalformedFileException.class, () -> status("Name: x\n"));
    }

    @Test
    void ioIsRoundedUpToKib() throws Exception {
        String text =
                "rchar: 9\nwchar: 9\nsyscr: 1\nsyscw: 1\nread_bytes: 1025\nwrite_bytes: 1024\n"
                        + "cancelled_write_bytes: 1\n";
        var io = new IoCounters();
        io.read(Cursor.over("io", text));
        assertEquals(2, io.read());
        assertEquals(1, io.written());
        assertEquals(1, io.cancelled());
        io.read(Cursor.over("io", "rchar: 9\n"));
        assertEquals(0, io.read());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "10:devices:/slurm/uid_2101171/job_280678/step_interactive/task_0 280678 true",
                "4:freezer:/slurm_node7/uid_1/job_12/step_0 12 true",
                "0::/system.slice/slurmstepd.scope/job_1392969/step_0/user/task_0 1392969 true",
                "0::/system.slice/node7_slurmstepd.scope/job_5/step_extern 5 true",
                "0::/system.slice/slurmstepd.scope/job_77 77 true",
                "0::/slurm/job_/x 0 false",
                "0::/slurm/job_12a/x 0 false",
                "0::/slurm/job_99999999999999999999/x 0 false",
                "0::/x/job_abc/job_12/y 0 false",
                "0::/x/job_abc -1 false",
                "0::/user.slice/user-1000.slice -1 false",
                "0::/user.slice/user-1000.slice/user@1000.service/job_5/x -1 false",
                "0::/user.slice/job_5/x -1 false",
                "0::/ -1 false",
                "garbage -1 false",
            })
    void theJobIsInTheGroupsPath(String line, long job, boolean slurm) {
        for (String text : new String[] {line, line + "\n", "9:cpu:/\n" + line + "\n0::/y\n"}) {
            CgroupLines lines = CgroupLines.parse(Cursor.over("cgroup", text));
            assertEquals(job, lines.job(), text);
            assertEquals(slurm, lines.slurm(), text);
        }
    }

    @Test
    void aGroupThatWasRemovedStillNamesItsJob() {
        assertEquals(12, CgroupLines.parse(Cursor.over("c", "0::/s/job_12 (deleted)\n")).job());
        assertEquals(
                12, CgroupLines.parse(Cursor.over("c", "0::/s/job_12/step_0 (deleted)\n")).job());
    }

    @Test
    void theFirstLineWithAJobCounts() {
        String text = "9:cpu:/user\n8:devices:/slurm/job_1/x\n0::/slurm/job_2/x\n";
        assertEquals(1, CgroupLines.parse(Cursor.over("c", text)).job());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/system.slice/docker-0123abcd.scope",
                "4:cpu:/docker/0123abcd",
                "0::/user.slice/user-1.slice/user@1.service/user.slice/libpod-77.scope/container",
                "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-77.scope",
                "0::/machine.slice/machine-debian.scope/payload",
                "0::/lxc.payload.c1/init.scope",
                "0::/system.slice/crio-77.scope",
            })
    void containersAreToldByTheirGroup(String line) {
        assertTrue(CgroupLines.parse(Cursor.over("c", line + "\n")).container());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/system.slice/docker.service",
                "0::/system.slice/containerd.service",
                "0::/user.slice/user-1000.slice/session-3.scope",
                "0::/system.slice/slurmstepd.scope/job_1/step_0/user/task_0"
            })
    void otherGroupsAreNoContainers(String line) {
        assertFalse(CgroupLines.parse(Cursor.over("c", line + "\n")).container());
    }

    @Test
    void statmSaysWhatStatusSays() throws Exception {
        var memory = new MemoryLines(4096);
        memory.readStatm(Cursor.over("statm", "5000 75 50 10 0 283 0\n"));
        assertEquals(300, memory.resident());
        assertEquals(100, memory.anonymous());
        assertEquals(1132, memory.dataAndStack());
        assertThrows(
                MalformedFileException.class,
                () -> memory.readStatm(Cursor.over("statm", "5000 75 50\n283")));
    }
}
