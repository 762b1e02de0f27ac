package hydrophone.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine of so many processes that no test can start them: each is a link to one of a few that
 * were written down.
 */
final class CrowdedMachine {
    private static final int KINDS = 10;

    private CrowdedMachine() {}

    /**
     * @param cgroup what each process's file of that name says
     * @return its /proc
     */
    static Path of(int processes, Path folder, String cgroup) throws IOException {
        Path proc = Files.createDirectories(folder.resolve("crowd/proc"));
        Files.writeString(
                proc.resolve("stat"), "cpu  1 0 1 9 0 0 0\ncpu0 1 0 1 9 0 0 0\nbtime 1767960000\n");
        Files.writeString(
                proc.resolve("meminfo"), "MemTotal: 64000000 kB\nMemAvailable: 1000 kB\n");
        Files.writeString(proc.resolve("loadavg"), "0.00 0.00 0.00 1/2 3\n");
        Files.writeString(proc.resolve("diskstats"), "");
        for (int kind = 0; kind < KINDS; kind++) kind(kind, folder, cgroup);
        for (int pid = 2; pid < processes + 2; pid++) {
            Path kind = folder.resolve("crowd/kind" + pid % KINDS);
            Files.createSymbolicLink(proc.resolve(Integer.toString(pid)), kind);
        }
        return proc;
    }

    /** Makes processes of these kinds a system user's. */
    static void giveToRoot(Path folder, int... kinds) throws IOException {
        for (int kind : kinds) {
            Files.writeString(
                    folder.resolve("crowd/kind" + kind + "/status"), "Name:\tx\nUid:\t0\t0\n");
        }
    }

    /** The higher its number the larger it is. */
    private static void kind(int kind, Path folder, String cgroup) throws IOException {
        Path process = Files.createDirectories(folder.resolve("crowd/kind" + kind));
        Files.writeString(
                process.resolve("stat"),
                "1 (program-"
                        + kind
                        + ") S 1 7 7 0 -1 0 0 0 0 0 "
                        + kind
                        + "00 0 0 0 20 0 1 0 5 1\n");
        Files.writeString(process.resolve("statm"), "90000 " + kind + "1000 0 1 0 2000 0\n");
        Files.writeString(process.resolve("status"), "Name:\tx\nUid:\t1000\t1000\n");
        Files.writeString(
                process.resolve("io"),
                "read_bytes: 123456789\nwrite_bytes: 987654321\ncancelled_write_bytes: 4096\n");
        Files.writeString(process.resolve("cgroup"), cgroup);
    }
}
