package hydrophone.agent.machine;

import oshi.hardware.common.platform.linux.nativefree.LinuxCentralProcessorNF;

/**
 * What OSHI knows of this machine's CPU when /proc/cpuinfo names none: it asks the device tree and
 * {@code lscpu}. The form without native code, which needs no folder to unpack a library into.
 * Costs a third of a second and some MiB, hence for sysinfo only and there only in that case.
 */
public final class OshiCpu {
    private OshiCpu() {}

    /** The CPU's name, "" if OSHI finds none or cannot be used. */
    public static String name() {
        try {
            String name = new LinuxCentralProcessorNF().getProcessorIdentifier().getName();
            return name == null ? "" : name.strip();
        } catch (RuntimeException | LinkageError _) {
            return "";
        }
    }
}
