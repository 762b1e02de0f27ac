package hydrophone.deploy;

import com.fasterxml.jackson.databind.JsonNode;

import hydrophone.testing.slurm.Printed;
import hydrophone.testing.slurm.RunKey;
import hydrophone.testing.slurm.SlurmRecord;
import hydrophone.testing.slurm.WireRecords;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/**
 * The shipped daemon as Slurm master that also samples, printing to a pipe that is read as it
 * comes; may be killed and started again, and remembers in its folder.
 */
final class MasterDaemon implements AutoCloseable {
    static final int CADENCE_S = 2;
    private final Path folder;
    private final Path config;
    private final List<Arrivals> runs = new ArrayList<>();
    private Process process;
    private Thread reader;

    /**
     * @param programs lines for the section of that name
     */
    MasterDaemon(Path folder, String programs) {
        this.folder = folder;
        this.config = folder.resolve("master.cfg");
        try {
            Files.writeString(config, text(programs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    private static String text(String programs) {
        return """
        [global]
        cluster = test.cluster
        role = master
        [sample]
        cadence = %ds
        [jobs]
        cadence = 5s
        window = 1m
        uncompleted = true
        [cluster]
        cadence = 5s
        [programs]
        %s
        """
                .formatted(CADENCE_S, programs);
    }

    /** Again, as it was. */
    void start() {
        Map<String, String> environment = new HashMap<>(Programs.java());
        environment.put("STATE_DIRECTORY", folder.resolve("state").toString());
        List<String> command = List.of(Programs.bin("agent"), "daemon", config.toString());
        Arrivals arrivals = new Arrivals();
        runs.add(arrivals);
        try {
            process =
                    Programs.builder(folder, environment, command)
                            .redirectError(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("agent.err").toFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        BufferedReader out = process.inputReader();
        reader = Thread.ofPlatform().daemon().start(() -> read(arrivals, out));
    }

    private static void read(Arrivals arrivals, BufferedReader out) {
        try (out) {
            arrivals.read(out, InstantSource.system());
        } catch (IOException killed) {
            // The rest of a line that nobody finishes.
        }
    }

    void kill9() {
        process.destroyForcibly();
        int _ = ended();
    }

    /** SIGTERM; its exit status. */
    int stop() {
        process.destroy();
        return ended();
    }

    private int ended() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("does not end");
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What its runs have said of jobs. */
    SortedMap<RunKey, SlurmRecord> records() {
        return WireRecords.of(jobMessages());
    }

    private List<JsonNode> jobMessages() {
        List<JsonNode> messages = new ArrayList<>();
        runs.forEach(run -> messages.addAll(run.jobs()));
        return messages;
    }

    List<String> jobErrors() {
        return Printed.errors(jobMessages());
    }

    List<String> clusterErrors() {
        return Printed.errors(runs.getLast().clusters());
    }

    /** What is wrong with the samples of its last run. */
    List<String> wrongSamples() {
        return runs.getLast().wrong(CADENCE_S);
    }

    int samples() {
        return runs.getLast().samples().size();
    }

    String err() {
        try {
            return Programs.text(folder.resolve("agent.err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        int _ = ended();
    }
}
