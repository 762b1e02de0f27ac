package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.deploy.Programs.Running;
import hydrophone.testing.LocalBroker;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of the README, taken out of it, in two orders of starting. Where port 9092 is taken on
 * this machine another one is put in; nothing else is changed.
 */
@ResourceLock("port 9092")
final class PipelineIT {
    private static final int README_PORT = 9092;
    private static final int CADENCE_S = 15;

    @TempDir Path folder;
    private int port;

    @BeforeEach
    void aFolderLikeTheClone() throws IOException {
        port = isFree(README_PORT) ? README_PORT : LocalBroker.freePort();
        Path config = Files.createDirectories(folder.resolve("config"));
        for (String name : List.of("sonar-slurm-node.cfg", "sonar-nonslurm-node.cfg")) {
            String text = Programs.text(Programs.root().resolve("config").resolve(name));
            Files.writeString(
                    config.resolve(name), text.replace("localhost:9092", "localhost:" + port));
        }
    }

    @Test
    void brokerLast() throws IOException {
        pipeline(List.of("ingest", "agent", "broker"));
    }

    @Test
    void brokerFirst() throws IOException {
        pipeline(List.of("broker", "agent", "ingest"));
    }

    private void pipeline(List<String> order) throws IOException {
        List<Running> running = new ArrayList<>();
        StoreFile store = new StoreFile(folder.resolve("data/fox.educloud.no"));
        try {
            for (String command : order) running.add(start(command));
            Awaitility.await("two samples and a sysinfo")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertTrue(arrived(store), () -> all(running)));
            check(store);
            for (Running each : running.reversed()) {
                int status = each.stop();
                assertTrue(status == 0 || status == 143, each::said);
            }
        } finally {
            running.reversed().forEach(Running::close);
        }
        for (Running each : running) {
            assertTrue(!each.said().contains("\tat "), each::said);
        }
    }

    private static boolean arrived(StoreFile store) {
        return store.number("SELECT count(*) FROM v_node_sample") >= 2
                && store.number("SELECT count(*) FROM v_sysinfo") >= 1;
    }

    private void check(StoreFile store) throws IOException {
        assertEquals(
                0,
                store.number(
                        "SELECT count(*) FROM v_node_sample WHERE t %% %d <> 0"
                                .formatted(CADENCE_S)),
                "samples off the cadence points");
        long cores = Runtime.getRuntime().availableProcessors();
        assertTrue(store.number("SELECT max(json_array_length(cpus)) FROM v_node_sample") >= cores);
        long total = store.number("SELECT max(memory_kib) FROM v_sysinfo");
        long used = store.number("SELECT max(used_kib) FROM v_node_sample");
        assertTrue(0 < used && used < total, used + " KiB of " + total);
        assertEquals(0, store.number("SELECT count(*) FROM v_dead_letter"));
        Result nodes =
                Programs.run(folder, environment(), List.of("sh", "-c", words("query nodes")));
        assertEquals(0, nodes.status(), nodes.err());
        String host = Programs.text(Path.of("/proc/sys/kernel/hostname")).strip();
        assertTrue(nodes.out().contains(host), nodes.out());
    }

    private Running start(String command) throws IOException {
        String words = words(command);
        if (port != README_PORT) {
            words +=
                    switch (command) {
                        case "broker" -> " --port " + port;
                        case "ingest" -> " --broker localhost:" + port;
                        default -> "";
                    };
        }
        Path log = folder.resolve(command + ".log");
        return new Running(folder, environment(), log, "sh", "-c", "exec " + words);
    }

    /** The first line of the README's blocks that starts with this command. */
    private static String words(String command) throws IOException {
        return Programs.text(Programs.root().resolve("README.md"))
                .lines()
                .filter(line -> (line + " ").startsWith(command + " "))
                .map(line -> line.replaceFirst("\\s+#.*$", ""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md has no line " + command));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Programs.java());
        environment.put("PATH", Programs.home().resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        return environment;
    }

    private static String all(List<Running> running) {
        StringBuilder said = new StringBuilder();
        for (Running each : running) said.append("---\n").append(each.said());
        return said.toString();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
