package hydrophone.deploy;

import hydrophone.testing.Needs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether this machine can run containers; tests that need it skip themselves with the reason. */
final class Docker {
    private Docker() {}

    /** Skips the test unless docker answers and holds these images (none is pulled for a test). */
    static void assumeImages(String... images) {
        Needs.that(answers("docker", "version"), "docker does not answer");
        for (String image : images) {
            Needs.that(answers("docker", "image", "inspect", image), "no local image " + image);
        }
    }

    /**
     * Testcontainers, when it believes to be in a container itself, pulls an image only to find its
     * host.
     */
    static void assumeReachable() {
        Needs.that(
                !Files.exists(Path.of("/.dockerenv"))
                        || System.getenv("TESTCONTAINERS_HOST_OVERRIDE") != null,
                "inside a container, and TESTCONTAINERS_HOST_OVERRIDE is not set");
    }

    static void assumeCompose() {
        Needs.that(answers("docker", "compose", "version"), "no docker compose (v2)");
    }

    private static boolean answers(String... command) {
        try {
            Process process =
                    Programs.builder(Path.of("."), Map.of(), List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException noDocker) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
