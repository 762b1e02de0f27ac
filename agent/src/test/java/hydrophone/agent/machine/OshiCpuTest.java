package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class OshiCpuTest {
    /**
     * Where cpuinfo names the CPU, OSHI must name the same: else it would not be the one to ask.
     */
    @Test
    void theNameIsThatOfThisMachine() throws Exception {
        String here = CpuInfo.parse(new KernelFiles(Path.of("/proc")).require("cpuinfo")).model();
        assumeFalse(here.isEmpty() || here.startsWith("ARMv"), "cpuinfo has no name to compare");
        assertEquals(here, OshiCpu.name());
    }
}
