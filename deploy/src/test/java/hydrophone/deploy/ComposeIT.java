package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.testing.LocalBroker;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code docker compose up} stores samples of this machine. */
@ResourceLock("port 9092")
final class ComposeIT {
    private static final String PROJECT = "hydrophone-it-" + ProcessHandle.current().pid();
    private static final Map<String, String> ENVIRONMENT = new HashMap<>();
    private static boolean up;

    @BeforeEach
    void start() {
        Docker.assumeImages(
                "apache/kafka:3.9.2", "eclipse-temurin:25-jre", "maven:3-eclipse-temurin-25");
        Docker.assumeCompose();
        ENVIRONMENT.put("HYDROPHONE_KAFKA_PORT", Integer.toString(LocalBroker.freePort()));
        up = true;
        Result result = compose("up", "-d", "--build");
        assertEquals(0, result.status(), result.err());
    }

    @AfterAll
    static void stop() {
        if (up) compose("down", "-v", "--remove-orphans", "-t", "15");
    }

    @Test
    void samplesOfThisMachineAreStoredAndAnswered() {
        Awaitility.await("samples in the store")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(3))
                .untilAsserted(() -> assertTrue(samples() >= 2, () -> logs()));
        Result nodes = compose("exec", "-T", "ingest", "query", "nodes");
        assertEquals(0, nodes.status(), nodes.err());
        String node = Programs.run("cat", "/proc/sys/kernel/hostname").out().strip();
        assertTrue(nodes.out().contains(node), nodes.out());
    }

    private static long samples() {
        Result counted =
                compose(
                        "exec",
                        "-T",
                        "ingest",
                        "query",
                        "sql",
                        "SELECT count(*) AS n FROM v_node_sample",
                        "--format",
                        "csv");
        if (counted.status() != 0) return 0;
        return Long.parseLong(counted.out().lines().skip(1).findFirst().orElse("0"));
    }

    private static String logs() {
        return compose("logs", "--no-color", "--tail", "20").out();
    }

    private static Result compose(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", PROJECT));
        command.addAll(List.of(arguments));
        return Programs.run(Programs.root(), ENVIRONMENT, command);
    }
}
