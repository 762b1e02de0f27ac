package hydrophone.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.LocalBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What operators tell running daemons over a broker. */
final class ControlIT {
    private static final String LISTENING = "Control: listening to topic ";

    private static LocalBroker broker = LocalBroker.later();

    @TempDir Path dir = Path.of("");

    @BeforeAll
    static void start() {
        broker.restart();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** A cluster, and so a topic, of its own for each test. */
    private AgentProcess daemon(String cluster, String... more) throws IOException {
        return AgentProcess.daemon(dir, config(cluster) + String.join("\n", more));
    }

    private static String config(String cluster) {
        return "[global]\ncluster = %s\nrole = node\n[sample]\ncadence = 1s\n[kafka]\nbroker-address = %s\nsending-window = 1s\n"
                .formatted(cluster, broker.bootstrap());
    }

    private static String topic(String cluster) {
        return cluster + ".control.node";
    }

    private static void send(
            String cluster,
            String key,
            @Nullable String value,
            Duration age,
            @Nullable String node) {
        long time = System.currentTimeMillis() - age.toMillis();
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(topic(cluster), null, time, key, bytes);
        if (node != null) {
            message.headers().add("node", node.getBytes(StandardCharsets.UTF_8));
        }
        try (KafkaProducer<String, byte[]> producer = broker.producer()) {
            var _ = producer.send(message).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(String cluster, String key, @Nullable String value) {
        send(cluster, key, value, Duration.ZERO, null);
    }

    private int control(String... words) {
        try (AgentProcess command = AgentProcess.start(dir, words)) {
            int status = command.exit();
            if (status != 0) throw new IllegalStateException(command.err());
            return status;
        }
    }

    private void tell(String cluster, String... words) {
        String[] all = new String[7 + words.length];
        String[] head = {
            "control", "--broker", broker.bootstrap(), "--cluster", cluster, "--role", "node"
        };
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(words, 0, all, head.length, words.length);
        assertEquals(0, control(all));
    }

    private static long dumped(AgentProcess agent) {
        return agent.out().lines().filter("DUMP"::equals).count();
    }

    @Test
    void dumpAndExit_byOurOwnCommand() throws IOException {
        broker.createTopics(topic("a.no"));
        try (AgentProcess agent = daemon("a.no")) {
            agent.awaitErr(LISTENING + topic("a.no"));
            tell("a.no", "dump", "true");
            agent.awaitOut("DUMP");
            assertTrue(agent.out().contains("TOPIC: a.no.sample"), agent.out());
            tell("a.no", "dump", "false");
            agent.awaitErr("Dump of outgoing messages is off");
            long dumped = dumped(agent);
            await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
            assertEquals(dumped, dumped(agent));
            tell("a.no", "exit");
            assertEquals(0, agent.exit());
        }
    }

    /** An exit that is stale, for others or unknown does nothing but count. */
    @Test
    void whatIsNotForUsNow_isCounted() throws IOException {
        send("b.no", "exit", "");
        try (AgentProcess agent = daemon("b.no")) {
            agent.awaitErr(LISTENING + topic("b.no"));
            send("b.no", "exit", "", Duration.ofMinutes(6), null);
            send("b.no", "exit", "", Duration.ZERO, "elsewhere-[1-9]");
            send("b.no", "exit", "", Duration.ZERO, "not[a list");
            send("b.no", "leave", "now");
            send("b.no", "dump", "maybe");
            send("b.no", "ping", null);
            agent.awaitErr("Ping: ");
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertTrue(
                    agent.err().contains("unknown-control=2 stale-control=2 elsewhere-control=2"),
                    agent.err());
        }
    }

    /** As kafka-console-producer.sh sends it: a key, and a value of no bytes or none at all. */
    @Test
    void exitWithoutValue_endsTheDaemon() throws IOException {
        for (String value : new String[] {"", null}) {
            String cluster = value == null ? "c.no" : "d.no";
            broker.createTopics(topic(cluster));
            try (AgentProcess agent = daemon(cluster)) {
                agent.awaitErr(LISTENING);
                send(cluster, "exit", value, Duration.ZERO, ownName());
                assertEquals(0, agent.exit());
                assertTrue(agent.err().contains("Stopping: a control message says so"));
            }
        }
    }

    private static String ownName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("\\.", 2)[0];
    }

    @Test
    void listensOverReloadsAndRestartsOfTheBroker() throws IOException {
        broker.createTopics(topic("e.no"));
        try (AgentProcess agent = daemon("e.no")) {
            agent.awaitErr(LISTENING);
            tell("e.no", "reload");
            agent.awaitErr("The configuration is taken over");
            broker.kill9();
            broker.restart();
            send("e.no", "ping", "");
            agent.awaitErr("Ping: ");
            assertEquals(1, agent.err().lines().filter(l -> l.contains(LISTENING)).count());
        }
    }

    /** Its messages have the numbers of those that were there before. */
    @Test
    void topicMadeAnew_isReadFromItsFirstMessage() throws Exception {
        broker.createTopics(topic("g.no"));
        try (AgentProcess agent = daemon("g.no");
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            agent.awaitErr(LISTENING);
            for (int i = 0; i < 3; i++) send("g.no", "leave", "");
            admin.deleteTopics(List.of(topic("g.no"))).all().get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !admin.listTopics().names().get().contains(topic("g.no")));
            broker.createTopics(topic("g.no"));
            send("g.no", "ping", "");
            agent.awaitErr("Ping: ");
            assertTrue(agent.err().contains("unknown-control=3 stale-control=0"), agent.err());
        }
    }

    @Test
    void exitIsNotAllowed_orNobodyListens() throws IOException {
        broker.createTopics(topic("f.no"));
        Path other = Files.createDirectory(dir.resolve("other"));
        String deaf = config("f.no") + "[control]\nenabled = false\n";
        try (AgentProcess agent = daemon("f.no", "[control]", "allow-exit = false");
                AgentProcess silent = AgentProcess.daemon(other, deaf)) {
            agent.awaitErr(LISTENING);
            silent.awaitErr("Connected");
            tell("f.no", "exit");
            agent.awaitErr("A control message to end is ignored");
            silent.signal("TERM");
            assertEquals(0, silent.exit());
            assertTrue(silent.err().contains("Stopping: SIGTERM"), silent.err());
        }
    }
}
