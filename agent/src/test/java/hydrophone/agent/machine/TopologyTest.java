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
