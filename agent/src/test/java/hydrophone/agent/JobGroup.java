package hydrophone.agent;

import hydrophone.testing.Needs;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A control group as slurmd makes it for a job, made by the test itself; needs root. */
final class JobGroup implements AutoCloseable {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final Path folder;
    private final Path top;

    private JobGroup(Path top, String below) {
        this.top = top;
        folder = top.resolve(below);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code /slurm_hydrophone/uid_0/job_N/step_batch} of the freezer. */
    static JobGroup v1(long job) {
        Path top = CGROUPS.resolve("freezer");
        Needs.that(writable(top), "no writable " + top + ": control groups v1 need root");
        return new JobGroup(
                top.resolve("slurm_hydrophone" + job), "uid_0/job_" + job + "/step_batch");
    }

    /** {@code /hydrophone_slurmstepd.scope/job_N/step_0/user/task_0} of the unified tree. */
    static JobGroup v2(long job) {
        Path hybrid = CGROUPS.resolve("unified");
        Path top = Files.isDirectory(hybrid) ? hybrid : CGROUPS;
        boolean v2 = Files.exists(top.resolve("cgroup.controllers")) && writable(top);
        Needs.that(v2, "no writable " + top + ": control groups v2 need root");
        return new JobGroup(
                top.resolve("hydrophone" + job + "_slurmstepd.scope"),
                "job_" + job + "/step_0/user/task_0");
    }

    /** Its own CPU account; {@link #usage} reads it. */
    static JobGroup accounting(long job) {
        Path top = CGROUPS.resolve("cpuacct");
        Needs.that(writable(top), "no writable " + top + ": CPU accounting of v1 needs root");
        return new JobGroup(top.resolve("hydrophone" + job), "all");
    }

    private static boolean writable(Path top) {
        return Files.isWritable(top.resolve("cgroup.procs"))
                && "root".equals(System.getProperty("user.name"));
    }

    void take(long pid) {
        write(folder, pid);
    }

    /** Puts a process into the hierarchy's root group. */
    void release(long pid) {
        Path parent = top.getParent();
        if (parent != null) write(parent, pid);
    }

    private static void write(Path group, long pid) {
        try {
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds of CPU that its processes spent, gone ones included. */
    double usage() {
        try {
            Path v1 = folder.resolve("cpuacct.usage");
            if (Files.exists(v1)) return Long.parseLong(Files.readString(v1).strip()) / 1e9;
            return usage(folder.resolve("cpu.stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code usage_usec} of a v2 group, in seconds. */
    static double usage(Path cpuStat) throws IOException {
        String line = Files.readAllLines(cpuStat).getFirst();
        return Long.parseLong(line.replace("usage_usec ", "")) / 1e6;
    }

    /** Removes its folders, once its processes have gone. */
    @Override
    public void close() {
        Awaitility.await("group is empty")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(folder.resolve("cgroup.procs")).isEmpty());
        try {
            for (Path each = folder;
                    each != null && each.startsWith(top);
                    each = each.getParent()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
