package hydrophone.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.daemon.DatagramReceiver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A running daemon as systemd and Prometheus see it. */
@Isolated("it measures")
final class VitalsIT {
    @TempDir Path dir = Path.of("");

    private final List<String> told = new ArrayList<>();

    private String config(int port, String broker) {
        return """
        [global]
        cluster = c.no
        role = node
        [sample]
        cadence = 1s
        [kafka]
        broker-address = %s
        sending-window = 1s
        [metrics]
        listen = 127.0.0.1:%d
        """
                .formatted(broker, port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitTold(DatagramReceiver systemd, String start) {
        await(start)
                .until(() -> {
                    told.addAll(systemd.messages());
                    return told.stream().anyMatch(m -> m.startsWith(start));
                });
    }

    private static HttpResponse<String> get(int port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Nobody listens at the broker's port: the daemon works, and says that it gets nowhere. */
    @Test
    void systemdAndPrometheus_areTold() throws IOException {
        int port = freePort();
        Path file = Files.writeString(dir.resolve("a.cfg"), config(port, "127.0.0.1:1"));
        Path socket = dir.resolve("notify");
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "2000000");
        try (DatagramReceiver systemd = new DatagramReceiver(socket.toString());
                AgentProcess agent =
                        AgentProcess.start(dir, environment, "daemon", file.toString())) {
            awaitTold(systemd, "READY=1");
            awaitTold(systemd, "WATCHDOG=1");
            agent.awaitErr("trying again");
            seenFromOutside(port);
            told.clear();
            agent.signal("HUP");
            awaitTold(systemd, "RELOADING=1\nMONOTONIC_USEC=");
            awaitTold(systemd, "READY=1");
            told.clear();
            agent.signal("TERM");
            awaitTold(systemd, "STOPPING=1");
            assertEquals(0, agent.exit());
        }
    }

    private static void seenFromOutside(int port) {
        assertEquals(200, get(port, "/-/healthy").statusCode());
        assertEquals(503, get(port, "/-/ready").statusCode());
        assertTrue(get(port, "/-/ready").body().contains("127.0.0.1:1"));
        String figures = get(port, "/metrics").body();
        assertTrue(figures.matches("(?s).*\nhydrophone_agent_samples_total [1-9].*"), figures);
        assertTrue(
                figures.matches(
                        "(?s).*\n"
                                + "hydrophone_agent_messages_accepted_total\\{type=\"sample\"}"
                                + " [1-9].*"),
                figures);
        assertTrue(figures.matches("(?s).*\nhydrophone_agent_spool_records [1-9].*"), figures);
        assertTrue(figures.matches("(?s).*\nhydrophone_agent_sink_errors_total [1-9].*"), figures);
    }

    /** A file that cannot be used leaves the daemon as it is; also that is seen. */
    @Test
    void failedReload_isSeen() throws IOException {
        int port = freePort();
        Path file = Files.writeString(dir.resolve("a.cfg"), config(port, "127.0.0.1:1"));
        try (AgentProcess agent = AgentProcess.start(dir, "daemon", file.toString())) {
            agent.awaitErr("Metrics and health");
            Files.writeString(file, "[nothing]\n");
            agent.signal("HUP");
            agent.awaitErr("stays as it is");
            assertTrue(
                    get(port, "/metrics")
                            .body()
                            .contains("\nhydrophone_agent_config_reload_success 0"));
            agent.signal("TERM");
            assertEquals(0, agent.exit());
        }
    }
}
