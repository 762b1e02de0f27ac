package hydrophone.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.LocalBroker;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The daemon before a secured broker: what a file of ours takes, and how little is said of it. */
@ExtendWith(SharedSecuredBroker.class)
@Isolated("what a slow machine says besides is not meant here")
final class SecuredDaemonIT {
    private static final String SAMPLING =
            "[global]\ncluster = a.no\nrole = node\n[sample]\ncadence = 1s\n[kafka]\n"
                    + "sending-window = 1s\n";

    private final SecuredBroker broker;

    @TempDir Path dir = Path.of("");

    SecuredDaemonIT(SecuredBroker broker) {
        this.broker = broker;
    }

    private String scram(String address, String user, Path password) {
        return "broker-address = %s\nca-file = %s\nsasl-mechanism = SCRAM-SHA-512\nsasl-user = %s\nsasl-password-file = %s\n"
                .formatted(address, broker.caFile(), user, password);
    }

    private Path secret(String text) throws IOException {
        Path file = Files.writeString(Files.createTempFile(dir, "secret", ""), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void everyWayInIsTaken() {
        Path keys = broker.folder().resolve("keys/clients");
        var _ = broker.certified("a.no.node");
        String plain =
                "broker-address = %s\nca-file = %s\nsasl-password = %s\n"
                        .formatted(broker.bootstrap(), broker.caFile(), broker.password("a.no"));
        String certificate =
                "broker-address = %s\nca-file = %s\ncert-file = %s\nkey-file = %s\n"
                        .formatted(
                                broker.certificateBootstrap(),
                                broker.caFile(),
                                keys.resolve("a.no.node.pem"),
                                keys.resolve("a.no.node.key"));
        String scram = scram(broker.bootstrap(), "a.no.node", broker.passwordFile("a.no.node"));
        for (String section : new String[] {scram, plain, certificate}) {
            try (AgentProcess agent = AgentProcess.daemon(dir, SAMPLING + section)) {
                agent.awaitErr("Connected: kafka 127.0.0.1:");
                agent.signal("TERM");
                assertEquals(0, agent.exit());
                assertFalse(agent.err().contains("kafka::"), agent.err());
            }
        }
    }

    /** Side by side, as each of them only waits. */
    @Test
    void everyTroubleIsOneLine_andKafkasOwnAreNotSeen() throws IOException {
        Path good = broker.passwordFile("a.no.node");
        String tls = "ca-file = " + broker.caFile() + "\n";
        String localhost = broker.bootstrap().replace("127.0.0.1", "localhost");
        try (LocalBroker plain = LocalBroker.start()) {
            Map<String, String> cases = new LinkedHashMap<>();
            cases.put(
                    "refuses user \"a.no.node\"",
                    scram(broker.bootstrap(), "a.no.node", secret("wrong")));
            cases.put("not for localhost", scram(localhost, "a.no.node", good));
            cases.put(
                    "a CA that Java does not know",
                    scram(broker.bootstrap(), "a.no.node", good)
                            .replaceFirst("ca-file = .*", "tls = true"));
            cases.put(
                    "may not write",
                    scram(
                            broker.bootstrap(),
                            "a.no.operator",
                            broker.passwordFile("a.no.operator")));
            cases.put("speaks TLS on this port", "broker-address = " + broker.bootstrap() + "\n");
            cases.put(
                    "wants a user and password",
                    "broker-address = " + broker.bootstrap() + "\n" + tls);
            cases.put("speaks without TLS", "broker-address = " + plain.bootstrap() + "\n" + tls);
            // One after the other: five that start at once on two cores are slow to be refused.
            for (Map.Entry<String, String> each : cases.entrySet()) {
                try (AgentProcess agent =
                        AgentProcess.daemon(folder(), SAMPLING + each.getValue())) {
                    saysOneLine(each.getKey(), agent);
                }
            }
        }
    }

    /** The spool is locked by one daemon. */
    private Path folder() {
        try {
            return Files.createTempDirectory(dir, "agent");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void saysOneLine(String line, AgentProcess agent) {
        agent.awaitErr(line);
        // Long enough for a second try.
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        agent.signal("TERM");
        assertEquals(0, agent.exit());
        String err = agent.err();
        assertFalse(err.contains("kafka::"), err);
        assertFalse(err.contains("ERROR"), err);
        assertEquals(1, err.lines().filter(l -> l.contains("trying again")).count(), err);
        assertTrue(err.contains("wait in the spool"), err);
    }
}
