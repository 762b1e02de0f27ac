package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.SampleSystem.SampleDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

class MachineFilesTest {
    private static Cursor over(String text) {
        return Cursor.over("file", text);
    }

    @Test
    void cpuSecondsLeaveOutIdleIowaitStealGuest() throws Exception {
        String text =
                """
                cpu  1 1 1 1 1 1 1 1 1 1
                cpu0 100 200 300 9999 9999 400 599 9999 9999 9999
                cpu3 1000 0 0 0 0 0 0 0 0 0
                intr 77 0 0
                btime 1700000000
                processes 1
                """;
        assertEquals(
                new NodeStat(List.of(15L, 0L, 0L, 10L), 1_700_000_000), NodeStat.parse(over(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cpu0 1 2 3\nbtime 5\n",
                "btime x\n",
                "btime 99999999999999\n",
                "cpu99999999 1 1 1 1 1 1 1\nbtime 1\n"
            })
    void aStatThatMakesNoSenseIsMalformed(String text) {
        assertThrows(MalformedFileException.class, () -> NodeStat.parse(over(text)));
    }

    @Test
    void usedMemoryIsTotalLessAvailable() throws Exception {
        MemInfo info =
                MemInfo.parse(over("MemTotal:  1000 kB\nMemFree: 1 kB\nMemAvailable: 400 kB\n"));
        assertEquals(600, info.used());
        assertEquals(1000, MemInfo.parse(over("MemTotal: 1000 kB\n")).used());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MemTotal: 0 kB\n", "MemTotal: 5 MB\n", "MemTotal: many kB\n"})
    void aMeminfoWithoutTotalIsMalformed(String text) {
        assertThrows(MalformedFileException.class, () -> MemInfo.parse(over(text)));
    }

    @Test
    void aDecimalNumberIsNeverInfinite() throws Exception {
        String digits = "9".repeat(400);
        double load = LoadAverage.parse(over(digits + " 0 0 1/1 1")).one();
        assertTrue(load > 1e18 && Double.isFinite(load));
    }

    /** MemoryLines counts a page in whole KiB. */
    @ParameterizedTest
    @CsvSource({"4096, 4096", "65536, 65536", "1025, 4096", "512, 4096", "33554432, 4096"})
    void aPageIsAPowerOfTwo(long said, long taken) {
        var auxv = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        assertEquals(taken, PageSize.parse(auxv.putLong(6).putLong(said).flip()));
    }

    /** Lines that make no sense, refused one by one with a position counted from the start. */
    @Test
    void aLongCpuinfoOfNonsenseTakesNoMinutes() {
        byte[] file = "siblings: x\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        assertNull(Hostile.read(file, CpuInfo::parse));
    }

    @Test
    void loadIsReadWithItsEntities() throws Exception {
        assertEquals(
                new LoadAverage(0.25, 1, 12.5, 3, 1204),
                LoadAverage.parse(over("0.25 1.00 12.50 3/1204 99\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2", "1 2 3 4", "a b c 1/2 3", "1 2 3 /2", "NaN 1 1 1/1 1"})
    void aTornLoadIsMalformed(String text) {
        assertThrows(MalformedFileException.class, () -> LoadAverage.parse(over(text)));
    }

    @Test
    void everyColumnOfEveryDiskIsKept() throws Exception {
        assertEquals(
                List.of(
                        new SampleDisk("sda", 8, 0, List.of(1L, 2L, 3L)),
                        new SampleDisk("nvme0n1", 259, 1, List.of())),
                DiskStats.parse(over("   8       0 sda 1 2 3\n 259 1 nvme0n1\n\n")));
        assertThrows(MalformedFileException.class, () -> DiskStats.parse(over("8 0 sda x\n")));
    }

    @Test
    void numbersBeyondALongSaturate() throws Exception {
        assertEquals(Long.MAX_VALUE, over("18446744073709551615").number());
        assertEquals(Long.MAX_VALUE, over("9223372036854775807").number());
    }

    @Test
    void anErrorNamesFileAndLine() {
        var error =
                assertThrows(
                        MalformedFileException.class,
                        () -> DiskStats.parse(over("8 0 sda 1\n8 1 sdb ?\n")));
        assertTrue(error.detail().startsWith("file:2: expected a number"), error.detail());
    }

    @Test
    void theBootTimeHoldsStillUntilTheClockIsStepped() {
        var boot = new BootTime();
        assertEquals(1_700_000_000, boot.steady(1_700_000_000));
        assertEquals(1_700_000_000, boot.steady(1_700_000_001));
        assertEquals(1_700_000_000, boot.steady(1_699_999_999));
        assertEquals(1_700_009_000, boot.steady(1_700_009_000));
    }

    @Test
    void theEpochOfADeadClockIsOne() {
        assertEquals(1, BootTime.epoch(12));
        assertEquals(1, BootTime.epoch(1_577_836_800));
        assertEquals(190_209_600, BootTime.epoch(1_577_836_800 + 190_209_600));
    }

    @Test
    void cpuinfoOfX86() throws Exception {
        String text =
                """
                processor\t: 0
                vendor_id\t: AuthenticAMD
                model name\t: AMD EPYC 7543
                physical id\t: 0
                siblings\t: 4
                cpu cores\t: 2

                processor\t: 1
                model name\t: other
                physical id\t: 1
                siblings\t: 4
                cpu cores\t: 2
                """;
        CpuInfo info = CpuInfo.parse(over(text));
        assertEquals(new CpuInfo("AMD EPYC 7543", 2, 2, 2, 4, "x86_64"), info);
        assertEquals(new CpuTopology(2, 2, 2), CpuTopology.of(info));
    }

    @Test
    void cpuinfoOfArm() throws Exception {
        String text =
                "processor\t: 0\n"
                        + "CPU implementer\t: 0x41\n"
                        + "CPU architecture: 8\n"
                        + "CPU variant\t: 0x3\n\n"
                        + "processor\t: 1\n"
                        + "CPU architecture: 8\n"
                        + "CPU variant: 0x3\n";
        CpuInfo info = CpuInfo.parse(over(text));
        assertEquals(new CpuInfo("ARMv8.3", 2, 0, 0, 0, "aarch64"), info);
        assertEquals(new CpuTopology(1, 2, 1), CpuTopology.of(info));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "processor: 0|cpu: POWER9, altivec supported|clock: 3.8GHz; POWER9, altivec"
                        + " supported; 1",
                "processor: 0|hart: 0|isa: rv64imafdc|uarch: sifive,u74-mc; sifive,u74-mc; 1",
                "processor: 0|hart: 0|isa: rv64imafdc; ``; 1",
                "vendor_id: IBM/S390|# processors: 2|processor 0: version = 00|processor 1: version"
                        + " = 00; ``; 2",
                "processor: 0|Model Name: Loongson-3C5000; Loongson-3C5000; 1",
                "processor: 0|CPU architecture: AArch64|CPU variant: 0x1; ARMv8.1; 1",
                "processor: 0|CPU architecture: 8; ARMv8; 1",
                "processor: 0|model name: X|cpu cores: many|siblings: -3|physical id; X; 1",
                "processor: 0|model name:; ``; 1",
            })
    void cpuinfoOfOthers_givesItsNameOrNone(String lines, String model, int processors)
            throws Exception {
        CpuInfo info = CpuInfo.parse(over(lines.replace('|', '\n')));
        assertEquals(model, info.model());
        assertEquals(processors, info.processors());
        assertEquals(0, info.coresPerSocket() + info.siblings());
        assertEquals(new CpuTopology(1, processors, 1), CpuTopology.of(info));
    }

    @Test
    void cpuinfoWithoutProcessorsIsMalformed() {
        assertThrows(MalformedFileException.class, () -> CpuInfo.parse(over("flags: x\n")));
    }
}
