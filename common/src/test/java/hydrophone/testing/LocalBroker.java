package hydrophone.testing;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * A real Kafka broker for tests: the product's own {@code bin/broker} as a child process, on a free
 * loopback port, with a data folder of its own. About two seconds a start and 200 MB; share one per
 * test class. {@link #kill9} and {@link #restart} keep port and data, so clients find it again.
 *
 * <p>The broker never outlives the test JVM ({@link GuardedProcess}). Not safe for use by several
 * threads.
 *
 * <p>Needs the system properties {@code broker.script} and {@code broker.lib}, which the build
 * gives to integration tests.
 */
public final class LocalBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PORT_TAKEN = 75;

    /** JVMs that run at the same time start at different places. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(
                    (int) (ProcessHandle.current().pid() * 131 + System.nanoTime() / 1000));

    private final Path folder;
    private final boolean ownFolder;
    private int port;
    private final Path lib;
    private int advertised;
    private @Nullable GuardedProcess broker;

    private LocalBroker(Path folder, boolean ownFolder, int port, Path lib) {
        this.folder = folder;
        this.ownFolder = ownFolder;
        this.port = port;
        this.lib = lib;
    }

    /** Starts a broker with a fresh folder, which {@link #close} removes. */
    public static LocalBroker start() {
        return start(newFolder(), true, Path.of(property("broker.lib")));
    }

    /** As {@link #start()}, with another Kafka in KRaft mode. */
    public static LocalBroker start(BrokerJars jars) {
        return start(newFolder(), true, jars.lib());
    }

    /** Starts a broker on this folder, which stays. */
    public static LocalBroker start(Path folder) {
        return start(folder, false, Path.of(property("broker.lib")));
    }

    /**
     * A broker that does not run yet but whose {@link #bootstrap} is known: for tests that start
     * clients first. {@link #restart} starts it.
     */
    public static LocalBroker later() {
        return new LocalBroker(newFolder(), true, freePort(), Path.of(property("broker.lib")));
    }

    /**
     * As {@link #start(Path)}, told to clients under another port: that of a proxy in front of it,
     * which they all come through then.
     *
     * @param proxy makes the proxy for the broker's port, and says its own
     */
    public static LocalBroker behind(IntUnaryOperator proxy, Path folder) {
        LocalBroker broker =
                new LocalBroker(folder, false, freePort(), Path.of(property("broker.lib")));
        broker.advertised = proxy.applyAsInt(broker.port);
        broker.restart();
        return broker;
    }

    /**
     * A port that was free just now, below those that the kernel gives to outgoing connections.
     * Neither it nor the three after it is given again, unless all others were.
     */
    public static int freePort() {
        for (int attempt = 0; ; attempt++) {
            int candidate = 12_000 + 4 * Math.floorMod(NEXT_PORT.incrementAndGet(), 2_000);
            try (ServerSocket socket =
                    new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (attempt == 100) throw new UncheckedIOException("no free port found", e);
            }
        }
    }

    private static LocalBroker start(Path folder, boolean own, Path lib) {
        for (int attempt = 0; ; attempt++) {
            LocalBroker broker = new LocalBroker(folder, own, freePort(), lib);
            if (broker.launch() || attempt == 5) return broker;
        }
    }

    /** {@code host:port} for clients. */
    public String bootstrap() {
        return "localhost:" + (advertised == 0 ? port : advertised);
    }

    public int port() {
        return port;
    }

    public Path folder() {
        return folder;
    }

    public boolean isRunning() {
        return broker != null && broker.isAlive();
    }

    /** Stops it in an orderly way (SIGTERM) and waits for its end; nothing when it does not run. */
    public void stop() {
        end(false);
    }

    /** Kills it with SIGKILL, as a crash would, and waits for its end. */
    public void kill9() {
        end(true);
    }

    /** Starts it again on the same port and data; a running one is stopped first. */
    public void restart() {
        stop();
        if (!launch()) throw new IllegalStateException("port " + port + " is taken: " + said());
    }

    /** Creates topics with one partition each. */
    public void createTopics(String... names) {
        List<NewTopic> topics =
                Stream.of(names).map(name -> new NewTopic(name, 1, (short) 1)).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("cannot create topics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A producer of string keys and bytes that waits for every acknowledgement; close it. */
    public KafkaProducer<String, byte[]> producer() {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap(),
                        "acks",
                        "all",
                        "max.request.size",
                        20_971_520,
                        "compression.type",
                        "gzip");
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends one text and waits for its acknowledgement; creates the topic when it is not there. */
    public void produce(String topic, @Nullable String key, String value) {
        produce(topic, key, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends one value and waits for its acknowledgement; creates the topic when it is not there.
     */
    public void produce(String topic, @Nullable String key, byte @Nullable [] value) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "cannot produce to " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * All records of partition 0 of a topic, up to its end at this moment; empty if there is none.
     */
    public List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        each(topic, records::add);
        return records;
    }

    /** As {@link #read}, for topics that no memory holds. */
    public void each(String topic, Consumer<ConsumerRecord<String, byte[]>> what) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap(),
                        "auto.offset.reset",
                        "earliest",
                        "allow.auto.create.topics",
                        false,
                        "enable.auto.commit",
                        false);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            if (!consumer.listTopics().containsKey(topic)) return;
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(what);
            }
        }
    }

    /** What the broker printed, for messages of failed tests. */
    public String said() {
        try {
            Path output = folder.resolve("output.txt");
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        end(ownFolder);
        if (ownFolder) delete(folder);
    }

    /** False when the port was taken meanwhile. */
    private boolean launch() {
        try {
            Files.createDirectories(folder);
            GuardedProcess child = GuardedProcess.start(command());
            broker = child;
            Awaitility.await("broker is ready")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !child.isAlive() || said().contains("broker: ready"));
            if (child.isAlive()) return true;
            if (child.exitValue() == PORT_TAKEN && said().contains("port")) return false;
            throw new IllegalStateException("the broker did not start: " + said());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder command() {
        ProcessBuilder command =
                new ProcessBuilder(
                        property("broker.script"),
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        folder.resolve("data").toString());
        if (advertised != 0) {
            command.command().addAll(List.of("--advertised-port", Integer.toString(advertised)));
        }
        command.environment().put("HYDROPHONE_BROKER_LIB", lib.toString());
        command.environment().put("HYDROPHONE_JAVA", System.getProperty("java.home"));
        command.redirectErrorStream(true);
        command.redirectOutput(folder.resolve("output.txt").toFile());
        return command;
    }

    private void end(boolean atOnce) {
        GuardedProcess child = broker;
        if (child == null) return;
        if (atOnce) child.kill9();
        else child.stop();
        broker = null;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("hydrophone-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "system property "
                            + name
                            + " is not set: run this as an integration test (mvn verify)");
        }
        return value;
    }

    static void delete(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
