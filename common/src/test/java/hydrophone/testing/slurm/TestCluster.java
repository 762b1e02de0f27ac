package hydrophone.testing.slurm;

import hydrophone.testing.Needs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Slurm that was made for tests, with the jobs it was given. */
public final class TestCluster {
    private final Path folder;

    private TestCluster(Path folder) {
        this.folder = folder;
    }

    /**
     * A job that was submitted when the cluster was filled.
     *
     * @param id of the job, the array, or the first component
     * @param state that it ends up in, or stays in; a regular expression over sacct's State
     */
    public record Submission(String label, long id, String user, String state) {}

    /** For a field before the cluster is looked for. */
    public static TestCluster none() {
        return new TestCluster(Path.of(""));
    }

    /** Skips the test where there is none. */
    public static TestCluster find() {
        String folder = System.getenv("SLURM_TESTBED");
        Needs.that(folder != null, "no Slurm made for tests (SLURM_TESTBED)");
        return new TestCluster(Path.of(folder == null ? "" : folder));
    }

    public List<Submission> load() {
        Path file = folder.resolve("load/jobs.tsv");
        Needs.that(Files.exists(file), "no jobs were loaded (" + file + ")");
        return lines(file).stream()
                .map(line -> line.split("\t", -1))
                .map(cell -> new Submission(cell[0], Long.parseLong(cell[1]), cell[2], cell[3]))
                .toList();
    }

    /** Accounts that may submit. */
    public List<String> users() {
        return lines(folder.resolve("etc/users"));
    }

    /** One of {@code slurmctld}, {@code slurmdbd}, {@code mariadbd}; it must run. */
    public ClusterDaemon daemon(String name) {
        return ClusterDaemon.running(folder, name);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.isEmpty()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
