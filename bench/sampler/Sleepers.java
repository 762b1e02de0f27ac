package hydrophone.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cheap processes in 20 jobs: Slurm jobs by their control groups where this user may make some,
 * process groups elsewhere. They end when their input does, so also when this JVM is killed.
 */
final class Sleepers implements AutoCloseable {
    private static final int JOBS = 20;
    private static final int UID = 12_345;
    private static final List<String> TREES =
            List.of("/sys/fs/cgroup/freezer", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup");

    private final Process process;
    private final String jobs;

    private Sleepers(Process process, String jobs) {
        this.process = process;
        this.jobs = jobs;
    }

    static Sleepers start(Path work, int count) throws IOException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        List<String> line = new ArrayList<>();
        line.addAll(List.of(work + "/sleepers", "" + count, "" + JOBS, root ? "" + UID : "0"));
        String jobs = "in " + JOBS + " process groups";
        for (String tree : root ? TREES : List.<String>of()) {
            if (!Files.isWritable(Path.of(tree, "cgroup.procs"))) continue;
            line.add(tree + (tree.endsWith("freezer") ? "/slurm_bench" : "/bench_slurmstepd.scope"));
            jobs = "in " + JOBS + " Slurm jobs by cgroup (" + tree + ")";
            break;
        }
        Process process =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String word = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"ready".equals(word)) throw new IOException("sleepers did not start");
        return new Sleepers(process, jobs);
    }

    String jobs() {
        return jobs;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
