package hydrophone.bench;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What something has cost this process.
 *
 * @param wall ns
 * @param thread CPU time of the thread, ns
 * @param process CPU time of the process, its compiler and collector included, ns
 * @param written bytes sent towards the disk, {@code write_bytes} of /proc/self/io
 */
record Cost(long wall, long thread, long process, long written) {
    static final Cost NONE = new Cost(0, 0, 0, 0);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Up to this instant. */
    static Cost now() throws IOException {
        return new Cost(
                System.nanoTime(),
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
                SYSTEM.getProcessCpuTime(),
                writeBytes());
    }

    private static long writeBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("write_bytes: ")) return Long.parseLong(line.substring(13));
        }
        return 0;
    }

    Cost minus(Cost other) {
        return new Cost(
                wall - other.wall,
                thread - other.thread,
                process - other.process,
                written - other.written);
    }

    Cost plus(Cost other) {
        return new Cost(
                wall + other.wall,
                thread + other.thread,
                process + other.process,
                written + other.written);
    }
}
