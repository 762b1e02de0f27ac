package hydrophone.agent;

import hydrophone.testing.LocalBroker;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real broker, without TLS, that lets in one user with one password. */
final class PasswordBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final Process process;
    private final int port = LocalBroker.freePort();

    PasswordBroker(Path folder, String user, String password) throws IOException {
        this.folder = folder;
        int controller = port + 10_000;
        Files.writeString(
                folder.resolve("server.properties"),
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=SASL_PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                listener.security.protocol.map=SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=SASL_PLAINTEXT
                sasl.enabled.mechanisms=PLAIN
                sasl.mechanism.inter.broker.protocol=PLAIN
                listener.name.sasl_plaintext.plain.sasl.jaas.config=\
                org.apache.kafka.common.security.plain.PlainLoginModule required \
                username="broker" password="broker" user_broker="broker" user_%3$s="%4$s";
                log.dirs=data
                offsets.topic.replication.factor=1
                """
                        .formatted(port, controller, user, password));
        Process format =
                java(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        "aaaaaaaaaaaaaaaaaaaaaa",
                        "-c",
                        "server.properties");
        waitFor(format);
        process = java("kafka.Kafka", "server.properties");
        Awaitility.await("broker").atMost(PATIENCE).until(() -> listens() || !process.isAlive());
        if (!process.isAlive()) throw new IllegalStateException(said());
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    private Process java(String... words) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx256m");
        line.add("-cp");
        line.add(System.getProperty("broker.lib") + "/*");
        line.addAll(List.of(words));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile()))
                .start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("output.txt"));
    }

    private static void waitFor(Process process) {
        try {
            boolean _ = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        waitFor(process);
    }
}
