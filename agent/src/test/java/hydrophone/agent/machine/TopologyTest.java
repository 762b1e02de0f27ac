package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class TopologyTest {
    @TempDir Path root;

    private static final CpuInfo ARM = new CpuInfo("", 8, 0, 0, 0, "aarch64");
    private static final CpuInfo UNKNOWN = new CpuInfo("", 8, 0, 0, 0, "");

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void cpu(int number, String socket, String siblings) throws IOException {
        String folder = "devices/system/cpu/cpu" + number + "/topology/";
        write(folder + "physical_package_id", socket + "\n");
        write(folder + "thread_siblings_list", siblings + "\n");
    }

    @Test
    void socketsCoresAndThreadsAreCountedFromSys() throws Exception {
        for (int i = 0; i < 8; i++) {
            cpu(i, i < 4 ? "0" : "1", i % 2 == 0 ? i + "-" + (i + 1) : (i - 1) + "-" + i);
        }
        write("devices/system/cpu/cpufreq/x", "");
        write("devices/system/cpu/cpu8/online", "0\n");
        assertEquals(new CpuTopology(2, 2, 2), CpuTopology.read(new KernelFiles(root), UNKNOWN));
    }

    @Test
    void ofTwoSocketsTheFullestCounts_offlineCpusHaveNoTopology() throws Exception {
        cpu(0, "0", "0,4");
        cpu(4, "0", "0,4");
        cpu(2, "1", "2");
        cpu(3, "1", "3");
        write("devices/system/cpu/cpu1/online", "0\n");
        write("devices/system/cpu/cpu6/online", "0\n");
        assertEquals(new CpuTopology(2, 2, 2), CpuTopology.read(new KernelFiles(root), UNKNOWN));
    }

    @Test
    void diesAndClustersAreNoSockets() throws Exception {
        for (int i = 0; i < 8; i++) {
            cpu(i, "0", "" + i);
            write("devices/system/cpu/cpu" + i + "/topology/die_id", i / 4 + "\n");
            write("devices/system/cpu/cpu" + i + "/topology/cluster_id", i / 2 + "\n");
        }
        assertEquals(new CpuTopology(1, 8, 1), CpuTopology.read(new KernelFiles(root), UNKNOWN));
    }

    @Test
    void unknownPackagesAreOneSocket_orWhatTheFirmwareLists() throws Exception {
        for (int i = 0; i < 8; i++) cpu(i, "-1", "" + i);
        assertEquals(new CpuTopology(1, 8, 1), CpuTopology.read(new KernelFiles(root), ARM));
        write("firmware/dmi/entries/4-0/raw", "");
        write("firmware/dmi/entries/4-1/raw", "");
        write("firmware/dmi/entries/17-0/raw", "");
        assertEquals(new CpuTopology(2, 4, 1), CpuTopology.read(new KernelFiles(root), ARM));
    }

    /** Such a kernel takes the NUMA node for the package: two sockets look like four. */
    @Test
    void onArmWithoutTheTableOfProcessors_theFirmwaresListCounts() throws Exception {
        for (int i = 0; i < 8; i++) cpu(i, "" + i / 2, "" + i);
        write("firmware/dmi/entries/4-0/raw", "");
        write("firmware/dmi/entries/4-1/raw", "");
        KernelFiles sys = new KernelFiles(root);
        assertEquals(new CpuTopology(4, 2, 1), CpuTopology.read(sys, ARM), "tables hidden");
        write("firmware/acpi/tables/FACP", "");
        assertEquals(new CpuTopology(2, 4, 1), CpuTopology.read(sys, ARM));
        assertEquals(new CpuTopology(4, 2, 1), CpuTopology.read(sys, UNKNOWN), "x86");
        write("firmware/acpi/tables/PPTT", "");
        assertEquals(new CpuTopology(4, 2, 1), CpuTopology.read(sys, ARM), "with the table");
    }

    @Test
    void aFirmwaresListThatDoesNotDivideTheCoresIsNotBelieved() throws Exception {
        for (int i = 0; i < 8; i++) cpu(i, "-1", "" + i);
        for (int i = 0; i < 3; i++) write("firmware/dmi/entries/4-" + i + "/raw", "");
        assertEquals(new CpuTopology(1, 8, 1), CpuTopology.read(new KernelFiles(root), ARM));
    }

    @Test
    void coresThatCpuinfoCannotHaveAreNotBelieved() {
        var info = new CpuInfo("", 8, 2, Long.MAX_VALUE, 4, "");
        assertEquals(new CpuTopology(2, 4, 1), CpuTopology.read(new KernelFiles(root), info));
    }

    @Test
    void withoutSysTheCpusMakeOneSocket() {
        assertEquals(new CpuTopology(1, 8, 1), CpuTopology.read(new KernelFiles(root), UNKNOWN));
    }

    @Test
    void thereMayBeMoreNumaNodesThanSocketsAndGapsInTheirNumbers() throws Exception {
        write("devices/system/node/node0/distance", "10 12 32\n");
        write("devices/system/node/node2/distance", "12 10 32\n");
        write("devices/system/node/node10/distance", "32 32 10\n");
        write("devices/system/node/possible", "0-10\n");
        assertEquals(
                new NumaNodes(
                        3,
                        List.of(
                                List.of(10L, 12L, 32L),
                                List.of(12L, 10L, 32L),
                                List.of(32L, 32L, 10L))),
                NumaNodes.read(new KernelFiles(root)));
    }

    @Test
    void rowsThatMakeNoSquareAreLeftOut() throws Exception {
        write("devices/system/node/node0/distance", "10 12\n");
        assertEquals(new NumaNodes(1, List.of()), NumaNodes.read(new KernelFiles(root)));
        assertEquals(
                new NumaNodes(0, List.of()),
                NumaNodes.read(new KernelFiles(root.resolve("nowhere"))));
    }

    @Test
    void aDistanceThatIsNoNumberCostsTheMatrixOnly() throws Exception {
        write("devices/system/node/node0/distance", "10 20\n");
        write("devices/system/node/node1/distance", "20 ten\n");
        assertEquals(new NumaNodes(2, List.of()), NumaNodes.read(new KernelFiles(root)));
    }

    @Test
    void theHostNameIsTheKernels() throws Exception {
        assertEquals("unknown-host", HostName.read(root));
        write("sys/kernel/hostname", "c1-7.fox.educloud.no\n");
        assertEquals("c1-7.fox.educloud.no", HostName.read(root));
        assertEquals("c1-7", HostName.cut(HostName.read(root)));
        assertEquals("c1-7", HostName.cut("c1-7"));
    }

    @Test
    void aFileLongerThanTheBufferIsReadWhole() throws Exception {
        String text = "x".repeat(40_000);
        write("long", text);
        assertEquals(text, new KernelFiles(root).line("long"));
        assertEquals(40_000, new KernelFiles(root).readOnce("long"));
        assertEquals(-1, new KernelFiles(root).readOnce("none"));
    }
}
