package hydrophone.agent.machine;

import java.nio.file.Path;

/** This machine's own name, as the kernel has it; never asked of a resolver. */
public final class HostName {
    private static final String UNKNOWN = "unknown-host";

    private HostName() {}

    /** {@code sys/kernel/hostname} below the root; {@code unknown-host} if it cannot be read. */
    public static String read(Path procRoot) {
        String name = new KernelFiles(procRoot).line("sys/kernel/hostname");
        return name.isEmpty() || name.equals("(none)") ? UNKNOWN : name;
    }

    /** The name up to its first dot. */
    public static String cut(String name) {
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
