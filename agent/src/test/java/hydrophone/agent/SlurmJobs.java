package hydrophone.agent;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Jobs of several kinds, submitted as the test cluster's users; cancelled on close. Only for a
 * cluster that was made for tests.
 */
final class SlurmJobs implements AutoCloseable {
    static final String NAME = "hydrophone-it";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SMALL = "--mem-per-cpu=20";

    /** Tasks, children, grandchildren, one that leaves its session, and two zombies. */
    private static final String TREE =
            """
            #!/bin/sh
            srun -n2 --overlap sleep 600 &
            srun -n1 --overlap sh -c 'sleep 600 & sleep 601; :' &
            setsid sleep 602 &
            sh -c 'sleep 603 | sleep 604' &
            sh -c 'sleep 0.5 & exec sleep 605' &
            sh -c '(sleep 0.5 & exec sleep 606) & wait' &
            while :; do sleep 0.3; done
            """;

    private final Path folder;
    private final List<String> users;
    private final List<Process> interactive = new ArrayList<>();
    private int expected;

    /**
     * @param folder that other users may look into
     * @param users to submit as
     */
    private SlurmJobs(Path folder, List<String> users) {
        this.folder = folder;
        this.users = users;
    }

    static List<String> users() {
        return Shell.lines("sacctmgr", "-n", "-P", "show", "user", "format=user").stream()
                .filter(user -> !user.equals("root") && Shell.works("id", user))
                .toList();
    }

    /** Submits them and waits until all run. */
    static SlurmJobs start(Path folder, List<String> users) {
        var jobs = new SlurmJobs(folder, users);
        try {
            jobs.submitAll();
            jobs.awaitRunning();
            return jobs;
        } catch (Throwable e) {
            jobs.close();
            throw e;
        }
    }

    private void submitAll() {
        Path tree = script("tree.sh", TREE);
        batch(0, 1, tree, "-n2");
        batch(1, 1, sleeping("single", 300), "-n1");
        batch(2, 2, sleeping("array", 300), "--array=4-5");
        batch(1, 2, tree, "-n2", ":", "-p", "accel", SMALL, "-n2");
        batch(0, 1, sleeping("nodes", 300, "srun "), "-p", "accel", "-N2", "-n2");
        batch(2, 1, sleeping("root", 300), "-n1");
        interactive(1, "srun", "-n2", SMALL, "-J", NAME, "sleep", "600");
        interactive(2, "salloc", "-n1", SMALL, "-J", NAME, "srun", "sleep", "600");
    }

    /** A job that starts and ends while others run. */
    void fleeting(int user) {
        batch(user, 0, sleeping("fleeting", 1, "srun "), "-n1");
    }

    /** One job with this body; its id. */
    String script(int user, String name, String body) {
        return batch(user, 1, script(name, "#!/bin/sh\n" + body), "-n2").split(";", -1)[0];
    }

    private Path sleeping(String name, int seconds, String... prefix) {
        String command = String.join("", prefix) + "sleep " + seconds;
        return script(name + ".sh", "#!/bin/sh\n" + command + "\n:\n");
    }

    private Path script(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve(name), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String batch(int user, int jobs, Path script, String... options) {
        List<String> command = as(user);
        command.addAll(
                List.of("sbatch", "--parsable", "-J", NAME, "-D", "/", "-o", "/dev/null", SMALL));
        command.addAll(List.of(options));
        command.add(script.toString());
        expected += jobs;
        return Shell.lines(command.toArray(String[]::new)).getLast();
    }

    private void interactive(int user, String... command) {
        List<String> all = as(user);
        all.addAll(List.of(command));
        try {
            interactive.add(
                    new ProcessBuilder(all)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
            expected++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> as(int user) {
        String name = users.get(user % users.size());
        return new ArrayList<>(List.of("runuser", "-u", name, "--"));
    }

    void awaitRunning() {
        Awaitility.await("all jobs run")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> running(NAME).size() >= expected);
    }

    /** Ids of running jobs with the user each belongs to. */
    static Map<Long, String> running(String... name) {
        List<String> command =
                new ArrayList<>(List.of("squeue", "-h", "-a", "-r", "-t", "R", "-o", "%A|%u"));
        if (name.length > 0) command.addAll(List.of("-n", name[0]));
        Map<Long, String> running = new TreeMap<>();
        for (String line : Shell.lines(command.toArray(String[]::new))) {
            String[] parts = line.split("\\|", -1);
            running.put(Long.parseLong(parts[0]), parts[1]);
        }
        return running;
    }

    @Override
    public void close() {
        Shell.run("scancel", "-Q", "-n", NAME);
        Awaitility.await("all jobs end")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> Shell.lines("squeue", "-h", "-a", "-n", NAME).isEmpty());
        interactive.forEach(Process::destroyForcibly);
    }
}
