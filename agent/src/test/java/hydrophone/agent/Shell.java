package hydrophone.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Other programs, whose word a test takes for the truth. */
final class Shell {
    private static final int PATIENCE_S = 60;

    private Shell() {}

    /** What a command printed, errors included. */
    record Said(int status, String text) {
        List<String> lines() {
            return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        }
    }

    static Said run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            byte[] said = process.getInputStream().readAllBytes();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(List.of(command) + " does not end");
            }
            return new Said(process.exitValue(), new String(said, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of a command that must succeed. */
    static List<String> lines(String... command) {
        Said said = run(command);
        if (said.status() != 0) {
            throw new AssertionError(List.of(command) + ": " + said.text());
        }
        return said.lines();
    }

    /** It is there and succeeds. */
    static boolean works(String... command) {
        return status(command).equals(OptionalInt.of(0));
    }

    private static OptionalInt status(String... command) {
        try {
            return OptionalInt.of(run(command).status());
        } catch (UncheckedIOException _) {
            return OptionalInt.empty();
        }
    }
}
