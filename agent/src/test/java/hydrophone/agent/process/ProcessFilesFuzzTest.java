package hydrophone.agent.process;

import static hydrophone.agent.machine.Hostile.assertCounts;
import static hydrophone.agent.machine.Hostile.assertSummands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import hydrophone.agent.RecordedFiles;
import hydrophone.agent.machine.Hostile;

import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever a process's file holds, figures that can be added up or a MalformedFileException come
 * out, the same whatever the parser has read before.
 */
class ProcessFilesFuzzTest {
    private static final StatLine STAT = new StatLine();
    private static final StatusLines STATUS = new StatusLines();
    private static final IoCounters IO = new IoCounters();

    static Stream<byte[]> stat() {
        return RecordedFiles.like("proc/\\d+/stat");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void stat(byte[] file) {
        var read =
                Hostile.read(
                        file,
                        in -> {
                            STAT.read(in);
                            return figures(STAT);
                        });
        var fresh =
                Hostile.read(
                        file,
                        in -> {
                            var stat = new StatLine();
                            stat.read(in);
                            return figures(stat);
                        });
        assertEquals(fresh, read);
        if (read == null) return;
        assertCounts(STAT.own(), STAT.reaped());
        assertSummands(STAT.own() + STAT.reaped());
        assertSummands(STAT.ppid(), STAT.pgrp(), STAT.threads() - 1);
        assertCounts(STAT.start());
        assertEquals(between(file), STAT.comm());
    }

    private static List<Object> figures(StatLine stat) {
        return List.of(
                stat.comm(),
                stat.ppid(),
                stat.pgrp(),
                stat.own(),
                stat.reaped(),
                stat.threads(),
                stat.start(),
                stat.dead(),
                stat.zombie(),
                stat.kernelThread());
    }

    /** From the first opening bracket to the last closing one. */
    private static String between(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int from = text.indexOf('(') + 1;
        return new String(file, from, text.lastIndexOf(')') - from, StandardCharsets.UTF_8);
    }

    static Stream<byte[]> statm() {
        return RecordedFiles.like("proc/\\d+/statm");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void statm(byte[] file) {
        for (long page : new long[] {1024, 4096, 65_536, 1 << 24}) {
            var memory = new MemoryLines(page);
            var read =
                    Hostile.read(
                            file,
                            in -> {
                                memory.readStatm(in);
                                return figures(memory);
                            });
            if (read == null) continue;
            assertSummands(memory.resident(), memory.anonymous(), memory.dataAndStack());
            assertTrue(memory.anonymous() <= memory.resident());
        }
    }

    private static List<Long> figures(MemoryLines memory) {
        return List.of(memory.resident(), memory.anonymous(), memory.dataAndStack());
    }

    static Stream<byte[]> status() {
        return RecordedFiles.like("proc/\\d+/status");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void status(byte[] file) {
        var read =
                Hostile.read(
                        file,
                        in -> {
                            STATUS.read(in);
                            return figures(STATUS);
                        });
        if (read == null) return;
        assertSummands(STATUS.resident(), STATUS.anonymous(), STATUS.dataAndStack());
        assertTrue(saysUid(file, Integer.toUnsignedString(STATUS.uid())));
    }

    /** Nobody's process may pass for another's, least of all for root's. */
    private static boolean saysUid(byte[] file, String uid) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        return text.lines()
                .anyMatch(line -> line.matches("(?s)Uid:[ \t]*0*" + uid + "([ \t/].*)?"));
    }

    private static List<Object> figures(StatusLines status) {
        return List.of(
                status.uid(),
                status.nested(),
                status.resident(),
                status.anonymous(),
                status.dataAndStack());
    }

    static Stream<byte[]> io() {
        return RecordedFiles.like("proc/\\d+/io");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void io(byte[] file) {
        var read =
                Hostile.read(
                        file,
                        in -> {
                            IO.read(in);
                            return List.of(IO.read(), IO.written(), IO.cancelled());
                        });
        if (read != null) assertSummands(IO.read(), IO.written(), IO.cancelled());
    }

    static Stream<byte[]> cgroup() {
        return RecordedFiles.like("proc/\\d+/cgroup");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void cgroup(byte[] file) {
        CgroupLines lines = Hostile.read(file, CgroupLines::parse);
        assertTrue(lines != null && lines.job() >= -1 && lines.slurm() == lines.job() > 0);
        String text = new String(file, StandardCharsets.ISO_8859_1);
        String named = "(?s).*/job_0*" + lines.job() + "(?!\\d).*";
        assertTrue(!lines.slurm() || text.matches(named), text);
    }
}
