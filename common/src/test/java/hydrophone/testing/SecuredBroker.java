package hydrophone.testing;

import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaSettings.Certificate;
import hydrophone.kafka.KafkaSettings.Login;
import hydrophone.kafka.KafkaSettings.Mechanism;
import hydrophone.kafka.KafkaSettings.Tls;

import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A broker as an operator gets it from the scripts in {@code deploy/kafka}, which this runs as they
 * are: TLS, SCRAM or PLAIN or certificates, and nothing allowed but what was granted. A child
 * process on loopback ports that never outlives this JVM.
 *
 * <p>The price: some five seconds a start, and ten for each {@link #addCluster}: share one.
 */
public final class SecuredBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path parent;
    private final Path folder;
    private final Setup setup;
    private final int port = freePorts();
    private final int certificatePort = port + 3;
    private @Nullable GuardedProcess broker;

    /**
     * @param jars which Kafka
     * @param distribution whether the scripts find Kafka's own {@code bin/*.sh}, or only jars
     * @param host that the broker tells clients to come to
     * @param names in its certificate, beside 127.0.0.1
     * @param plainUser who may come with PLAIN
     */
    public record Setup(
            BrokerJars jars,
            boolean distribution,
            String host,
            List<String> names,
            String plainUser) {
        /** Jars alone; the host is localhost. */
        public static Setup of(BrokerJars jars, String plainUser) {
            return new Setup(jars, false, "localhost", List.of("localhost"), plainUser);
        }
    }

    private SecuredBroker(Path parent, Setup setup) {
        this.parent = parent;
        this.folder = parent.resolve("secured");
        this.setup = setup;
    }

    /**
     * Makes keys and configuration in a new folder, which {@link #close} removes, and starts the
     * broker; no cluster is set up.
     */
    public static SecuredBroker start(Setup setup) {
        Path parent = newFolder();
        SecuredBroker broker = new SecuredBroker(parent, setup);
        if (setup.distribution()) Distribution.make(parent.resolve("kafka"), setup.jars());
        broker.configure();
        broker.launch();
        return broker;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("hydrophone-secured-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure() {
        script("kafka-keys", "ca");
        script("kafka-keys", "broker", setup.names().toArray(String[]::new));
        script(
                "kafka-broker",
                "configure",
                "--host",
                setup.host(),
                "--listen",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--certificate-port",
                Integer.toString(certificatePort),
                "--plain-user",
                setup.plainUser());
        String small =
                """
                num.network.threads=1
                num.io.threads=2
                background.threads=1
                offsets.topic.num.partitions=1
                log.cleaner.dedupe.buffer.size=2097152
                """;
        try {
            Files.writeString(
                    folder.resolve("server.properties"), small, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        script("kafka-broker", "format");
    }

    private void launch() {
        GuardedProcess child =
                GuardedProcess.start(
                        command("kafka-broker", "run")
                                .redirectErrorStream(true)
                                .redirectOutput(
                                        ProcessBuilder.Redirect.appendTo(
                                                folder.resolve("output.txt").toFile())));
        broker = child;
        Awaitility.await("secured broker is ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !child.isAlive() || ZooKeeperBroker.answers(port));
        if (!child.isAlive()) throw new IllegalStateException("it did not start: " + said());
        try (Admin admin = admin()) {
            var _ = admin.describeCluster().nodes().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("it did not answer: " + said(), e);
        }
    }

    /** What {@code kafka-cluster add} does, Sonar's user included; what it said. */
    public String addCluster(String cluster) {
        return script("kafka-cluster", "add", cluster, "--sonar");
    }

    /** Runs a script on this broker's folder; its standard output. */
    public String script(String name, String verb, String... more) {
        try {
            Path out = Files.createTempFile("script", ".txt");
            Process process =
                    command(name, verb, more)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) process.destroyForcibly();
            String said = Files.readString(out);
            Files.delete(out);
            if (process.waitFor() == 0) return said;
            throw new IllegalStateException(name + " " + verb + " failed: " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder command(String name, String verb, String... more) {
        List<String> words = new ArrayList<>();
        words.add(BrokerJars.root().resolve("deploy/kafka").resolve(name).toString());
        words.add(verb);
        words.add(folder.toString());
        words.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        environment.put("HYDROPHONE_JAVA", System.getProperty("java.home"));
        environment.put("HYDROPHONE_BROKER_OPTS", "-XX:TieredStopAtLevel=1 -Xmx256m");
        if (setup.distribution()) {
            environment.put("KAFKA_HOME", parent.resolve("kafka").toString());
        } else {
            environment.put("HYDROPHONE_BROKER_LIB", setup.jars().lib().toString());
        }
        return builder;
    }

    public Path folder() {
        return folder;
    }

    /** For clients with a password. */
    public String bootstrap() {
        return setup.host() + ":" + port;
    }

    /** For clients with a certificate. */
    public String certificateBootstrap() {
        return setup.host() + ":" + certificatePort;
    }

    public Path caFile() {
        return folder.resolve("keys/ca.pem");
    }

    public Path passwordFile(String user) {
        return folder.resolve("passwords").resolve(user);
    }

    public String password(String user) {
        try {
            return Files.readString(passwordFile(user)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How this user comes in, with the password that the scripts made. */
    public KafkaSettings settings(String user) {
        return settings(new Login(Mechanism.SCRAM_SHA_512, user, password(user)));
    }

    public KafkaSettings settings(Login login) {
        return new KafkaSettings(bootstrap(), Tls.trusting(caFile()), login, Map.of());
    }

    /** How this user comes in with a certificate, which is made if need be. */
    public synchronized KafkaSettings certified(String user) {
        Path clients = folder.resolve("keys/clients");
        if (!Files.exists(clients.resolve(user + ".pem"))) script("kafka-keys", "client", user);
        Certificate own =
                new Certificate(clients.resolve(user + ".pem"), clients.resolve(user + ".key"));
        return new KafkaSettings(
                certificateBootstrap(),
                new Tls(Optional.of(caFile()), Optional.of(own), true),
                null,
                Map.of());
    }

    /** The one who may do everything; close it. */
    public Admin admin() {
        Map<String, Object> client = settings("admin").client("admin");
        client.put("bootstrap.servers", setup.host() + ":" + port);
        return Admin.create(client);
    }

    /** Stops it in an orderly way. */
    public void stop() {
        if (broker != null) broker.stop();
        broker = null;
    }

    /** Starts it again on the same ports and data. */
    public void restart() {
        stop();
        launch();
    }

    /** What the broker printed and logged, for messages of failed tests. */
    public String said() {
        StringBuilder said = new StringBuilder();
        for (String file : List.of("output.txt", "broker.log")) {
            try {
                Path path = folder.resolve(file);
                if (Files.exists(path)) said.append(Files.readString(path));
            } catch (IOException e) {
                said.append(e);
            }
        }
        return said.toString();
    }

    @Override
    public void close() {
        if (broker != null) broker.close();
        broker = null;
        LocalBroker.delete(parent);
    }

    /** The first of four ports in a row. */
    private static int freePorts() {
        while (true) {
            int first = LocalBroker.freePort();
            if (IntStream.range(first + 1, first + 4).noneMatch(ZooKeeperBroker::answers)) {
                return first;
            }
        }
    }
}
