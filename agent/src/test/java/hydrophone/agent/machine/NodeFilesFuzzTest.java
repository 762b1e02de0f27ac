package hydrophone.agent.machine;

import static hydrophone.agent.machine.Hostile.assertCounts;
import static hydrophone.agent.machine.Hostile.assertSummands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import hydrophone.agent.RecordedFiles;

import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Whatever a file of the node holds, figures that a message can bear or a MalformedFileException
 * come out.
 */
class NodeFilesFuzzTest {
    /** 9999-12-31 */
    private static final long LAST_DAY = 253_402_214_400L;

    static Stream<byte[]> stat() {
        return RecordedFiles.like("proc/stat");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void stat(byte[] file) {
        NodeStat stat = Hostile.read(file, NodeStat::parse);
        if (stat == null) return;
        assertTrue(stat.bootTime() >= 0 && stat.bootTime() < LAST_DAY);
        assertTrue(stat.cpuSeconds().size() <= 65_536);
        for (long seconds : stat.cpuSeconds()) assertSummands(seconds);
    }

    static Stream<byte[]> meminfo() {
        return RecordedFiles.like("proc/meminfo");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void meminfo(byte[] file) {
        MemInfo memory = Hostile.read(file, MemInfo::parse);
        if (memory == null) return;
        assertTrue(memory.total() > 0);
        assertTrue(memory.used() >= 0 && memory.used() <= memory.total());
    }

    static Stream<byte[]> loadavg() {
        return RecordedFiles.like("proc/loadavg");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void loadavg(byte[] file) {
        LoadAverage load = Hostile.read(file, LoadAverage::parse);
        if (load == null) return;
        assertDecimals(load.one(), load.five(), load.fifteen());
        assertCounts(load.runnable(), load.existing());
    }

    static Stream<byte[]> uptime() {
        return RecordedFiles.like("proc/uptime");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void uptime(byte[] file) {
        Double seconds = Hostile.read(file, Cursor::decimal);
        if (seconds != null) assertDecimals(seconds);
    }

    private static void assertDecimals(double... figures) {
        for (double figure : figures) {
            assertTrue(Double.isFinite(figure) && figure >= 0, () -> Double.toString(figure));
        }
    }

    static Stream<byte[]> diskstats() {
        return RecordedFiles.like("proc/diskstats");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void diskstats(byte[] file) {
        var disks = Hostile.read(file, DiskStats::parse);
        if (disks == null) return;
        for (var disk : disks) {
            assertFalse(disk.name().isEmpty());
            assertCounts(disk.major(), disk.minor());
            for (long figure : disk.stats()) assertCounts(figure);
        }
    }

    static Stream<byte[]> cpuinfo() {
        return RecordedFiles.like("proc/cpuinfo");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void cpuinfo(byte[] file) {
        CpuInfo info = Hostile.read(file, CpuInfo::parse);
        if (info == null) return;
        assertTrue(info.processors() > 0);
        assertCounts(info.sockets(), info.coresPerSocket(), info.siblings());
        CpuTopology topology = CpuTopology.of(info);
        assertTrue(topology.sockets() > 0);
        assertTrue(topology.coresPerSocket() > 0);
        assertTrue(topology.threadsPerCore() > 0);
    }

    static Stream<byte[]> distances() {
        return RecordedFiles.like("sys/devices/system/node/node\\d+/distance");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void distances(byte[] file) {
        var row = Hostile.read(file, NumaNodes::row);
        if (row == null) return;
        for (long distance : row) assertCounts(distance);
    }

    static Stream<byte[]> auxv() {
        long[] pairs = {33, 0x7ffd_0000_0000L, 6, 65_536, 0, 0};
        var bytes = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
        for (long word : pairs) bytes.putLong(word);
        return Stream.of(bytes.array());
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void auxv(byte[] file) {
        long page = PageSize.parse(ByteBuffer.wrap(file));
        assertTrue(page >= 1024 && page <= 1 << 24, () -> Long.toString(page));
        assertEquals(0, page & (page - 1), () -> Long.toString(page));
    }

    static Stream<byte[]> passwd() {
        return RecordedFiles.like("etc/passwd");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void passwd(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        var names = Users.passwd(file);
        names.forEach((uid, name) -> {
            assertCounts(uid);
            assertFalse(name.isEmpty() || name.contains("\n"));
            assertTrue(("\n" + text).contains("\n" + name + ":"));
        });
    }
}
