package hydrophone.testing;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Kafka 3.9.0 with ZooKeeper, as Sonar's guide sets it up: two child processes on loopback ports,
 * topics made on first use. Some six seconds a start and 500 MB.
 */
public final class ZooKeeperBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final int port = LocalBroker.freePort();
    private final int keeperPort = LocalBroker.freePort();
    private final GuardedProcess keeper;
    private final GuardedProcess broker;

    private ZooKeeperBroker(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(
                folder.resolve("zk.properties"),
                """
                dataDir=%s/zookeeper
                clientPort=%d
                clientPortAddress=127.0.0.1
                admin.enableServer=false
                """
                        .formatted(folder, keeperPort));
        Files.writeString(
                folder.resolve("server.properties"),
                """
                broker.id=0
                zookeeper.connect=127.0.0.1:%d
                listeners=PLAINTEXT://127.0.0.1:%d
                advertised.listeners=PLAINTEXT://localhost:%d
                log.dirs=%s/kafka
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=2097152
                """
                        .formatted(keeperPort, port, port, folder));
        this.keeper =
                child("org.apache.zookeeper.server.quorum.QuorumPeerMain", "zk.properties", "zk");
        await(keeper, keeperPort);
        this.broker = child("kafka.Kafka", "server.properties", "kafka");
        await(broker, port);
    }

    /** Starts both in a folder of their own. */
    public static ZooKeeperBroker start(Path folder) {
        try {
            return new ZooKeeperBroker(Files.createDirectories(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrap() {
        return "localhost:" + port;
    }

    private GuardedProcess child(String mainClass, String config, String log) {
        return GuardedProcess.start(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx256m",
                                "-cp",
                                BrokerJars.V3_9_0.lib() + "/*",
                                mainClass,
                                folder.resolve(config).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(log + ".txt").toFile()));
    }

    private static void await(GuardedProcess child, int port) {
        Awaitility.await("port " + port)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !child.isAlive() || answers(port));
        if (!child.isAlive()) throw new IllegalStateException("ended: " + child.exitValue());
    }

    static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        broker.stop();
        keeper.stop();
    }
}
