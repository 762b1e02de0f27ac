package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.deploy.Programs.Running;
import hydrophone.testing.BrokerJars;
import hydrophone.testing.LocalBroker;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.ZooKeeperBroker;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shipped programs at the brokers that sites run: the agent listens to a control message that
 * ends it, and ingest stores what it sampled before. A secured 3.9.2 is what {@code
 * SecuredDaemonIT} and {@code SecuredIngestIT} use.
 */
final class BrokersIT {
    private static final String CLUSTER = "b.no";
    private static final String IMAGE = "apache/kafka:3.9.2";

    @TempDir Path folder;

    @Test
    void kafka390_withZooKeeper() throws IOException {
        try (ZooKeeperBroker broker = ZooKeeperBroker.start(folder.resolve("broker"))) {
            through(broker.bootstrap(), "", "", "");
        }
    }

    @Test
    void kafka390_withKRaft() throws IOException {
        try (LocalBroker broker = LocalBroker.start(BrokerJars.V3_9_0)) {
            through(broker.bootstrap(), "", "", "");
        }
    }

    @Test
    void kafka4() throws IOException {
        try (LocalBroker broker = LocalBroker.start(BrokerJars.V4)) {
            through(broker.bootstrap(), "", "", "");
        }
    }

    @Test
    void kafka4_secured() throws IOException {
        try (SecuredBroker broker =
                SecuredBroker.start(SecuredBroker.Setup.of(BrokerJars.V4, CLUSTER))) {
            secured(broker);
        }
    }

    @Test
    void kafka392_ofTheOfficialImage() throws IOException {
        Docker.assumeImages(IMAGE);
        Docker.assumeReachable();
        try (KafkaContainer kafka = new KafkaContainer(DockerImageName.parse(IMAGE))) {
            kafka.start();
            String listener = kafka.getBootstrapServers().replaceFirst("^[A-Z]+://", "");
            through(listener, "", "", "");
        }
    }

    private void secured(SecuredBroker broker) throws IOException {
        String _ = broker.addCluster(CLUSTER);
        String section =
                """
                ca-file = %s
                sasl-mechanism = SCRAM-SHA-512
                sasl-user = %s.node
                sasl-password-file = %s
                """
                        .formatted(
                                broker.caFile(), CLUSTER, broker.passwordFile(CLUSTER + ".node"));
        Path clients = broker.folder().resolve("clients");
        through(
                broker.bootstrap(),
                section,
                clients.resolve(CLUSTER + ".operator.properties").toString(),
                clients.resolve(CLUSTER + ".ingest.properties").toString());
    }

    private void through(String broker, String section, String operator, String reader)
            throws IOException {
        // Makes the topic where nobody did.
        control(broker, operator, "ping");
        Path config =
                Files.writeString(
                        folder.resolve("agent.cfg"),
                        "[global]\ncluster = "
                                + CLUSTER
                                + "\nrole = node\n[sample]\ncadence = 1s\n"
                                + "exclude-system-jobs = false\n"
                                + "[kafka]\nsending-window = 1s\nbroker-address = "
                                + broker
                                + "\n"
                                + section);
        Map<String, String> environment = new HashMap<>(Programs.java());
        environment.put("STATE_DIRECTORY", folder.resolve("state").toString());
        try (Running agent =
                new Running(
                        folder,
                        environment,
                        folder.resolve("agent.log"),
                        Programs.bin("agent"),
                        "daemon",
                        config.toString())) {
            Awaitility.await("the agent listens")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> agent.said().contains("Control: listening"));
            AgentRun.sleep(2000);
            control(broker, operator, "exit");
            assertEquals(0, agent.ended(), agent::said);
            assertFalse(agent.said().contains("WARN"), agent::said);
            assertTrue(agent.said().contains(" dropped=0 damaged=0 refused=0"), agent::said);
        }
        Result ingest =
                run(
                        "ingest",
                        broker,
                        reader,
                        "--data-dir",
                        folder.resolve("store").toString(),
                        "--once");
        assertEquals(0, ingest.status(), ingest.err());
        StoreFile store = new StoreFile(folder.resolve("store"));
        assertTrue(store.number("SELECT count(*) FROM node_sample") >= 2, ingest.err());
        assertEquals(0, store.number("SELECT count(*) FROM dead_letter"));
    }

    private void control(String broker, String file, String what) {
        Result sent = run("agent", broker, file, "control", "--role", "node", what);
        assertEquals(0, sent.status(), sent.err());
    }

    private Result run(String command, String broker, String file, String... more) {
        List<String> words = new ArrayList<>(List.of(Programs.bin(command)));
        words.addAll(List.of(more));
        words.addAll(List.of("--cluster", CLUSTER, "--broker", broker));
        if (!file.isEmpty()) words.addAll(List.of("--kafka-config", file));
        return Programs.run(folder, Programs.java(), words);
    }
}
