package hydrophone.testing.slurm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Slurm's commands, as root or as one of the test cluster's users. */
public final class SlurmShell {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 120;

    private SlurmShell() {}

    /** What a command printed. */
    public record Said(int status, String out) {}

    public static Said run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            byte[] out = process.getInputStream().readAllBytes();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(List.of(command) + " does not end");
            }
            return new Said(process.exitValue(), new String(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a command that must succeed printed. */
    public static String text(String... command) {
        Said said = run(command);
        if (said.status() != 0) {
            throw new AssertionError(List.of(command) + ": status " + said.status() + said.out());
        }
        return said.out();
    }

    public static JsonNode json(String... command) {
        try {
            return JSON.readTree(text(command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Submits a batch job as a user; its id. */
    public static long submit(String user, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "runuser",
                                "-u",
                                user,
                                "--",
                                "sbatch",
                                "--parsable",
                                "-D",
                                "/",
                                "-o",
                                "/dev/null",
                                "--mem-per-cpu=20"));
        command.addAll(List.of(options));
        String said = text(command.toArray(String[]::new)).strip();
        return Long.parseLong(said.split(";", -1)[0]);
    }
}
