package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.LocalBroker;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code agent check --connect} before real brokers: what it says, and its exit statuses. */
@ExtendWith(SharedSecuredBroker.class)
@ResourceLock(value = SharedSecuredBroker.CLUSTER, mode = ResourceAccessMode.READ)
final class CheckIT {
    private static final String NODE = "a.no.node";

    private final SecuredBroker broker;

    @TempDir Path dir = Path.of("");

    CheckIT(SecuredBroker broker) {
        this.broker = broker;
    }

    private AgentProcess check(String cluster, String section) {
        String text =
                "[global]\ncluster = "
                        + cluster
                        + "\nrole = node\n[sample]\ncadence = 5m\n[sysinfo]\ncadence = 24h\n"
                        + section;
        try {
            Path file = Files.writeString(Files.createTempFile(dir, "agent", ".cfg"), text);
            return AgentProcess.start(dir, "check", "--connect", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String scram(String address, String user, Path password) {
        return tls(address)
                + "sasl-mechanism = SCRAM-SHA-512\nsasl-user = "
                + user
                + "\nsasl-password-file = "
                + password
                + "\n";
    }

    private String scram(String user) {
        return scram(broker.bootstrap(), user, broker.passwordFile(user));
    }

    private String tls(String address) {
        return plain(address) + "ca-file = " + broker.caFile() + "\n";
    }

    private static String plain(String address) {
        return "[kafka]\nbroker-address = " + address + "\n";
    }

    private Path secret(String text) throws IOException {
        Path file = Files.writeString(Files.createTempFile(dir, "secret", ""), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** But for where the spool of a test may lie. */
    private static String err(AgentProcess agent) {
        String err = agent.err();
        assertFalse(err.contains("kafka::") || err.contains("Exception"), err);
        return err.lines()
                .filter(l -> !l.contains("lies in memory"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void everythingIsThere_isSaidLineByLine() {
        String address = broker.bootstrap();
        try (AgentProcess agent = check("a.no", scram(NODE))) {
            assertEquals(0, agent.exit(), agent.err());
            assertEquals("", err(agent));
            List<String> lines = agent.out().lines().toList();
            List<String> starts =
                    List.of(
                            "kafka.ca-file: " + broker.caFile() + " ends 2",
                            "usable: cluster a.no, kafka " + address,
                            "",
                            "broker " + address + " answers user \"a.no.node\" over TLS, Kafka",
                            "the certificate of " + address + " ends 2",
                            "topic a.no.sample: may be written",
                            "topic a.no.sysinfo: may be written",
                            "topic a.no.control.node: may be read");
            assertEquals(starts.size(), lines.size(), agent.out());
            for (int i = 0; i < starts.size(); i++) {
                assertTrue(lines.get(i).contains(starts.get(i)), lines.get(i));
            }
        }
    }

    @Test
    void passwordOfSonarsKind_andCertificate_openTheDoor() {
        var _ = broker.certified(NODE);
        Path keys = broker.folder().resolve("keys/clients");
        String sonar =
                tls(broker.bootstrap()) + "sasl-password = " + broker.password("a.no") + "\n";
        String certificate =
                tls(broker.certificateBootstrap())
                        + "cert-file = "
                        + keys.resolve(NODE + ".pem")
                        + "\nkey-file = "
                        + keys.resolve(NODE + ".key")
                        + "\n";
        try (AgentProcess first = check("a.no", sonar);
                AgentProcess second = check("a.no", certificate)) {
            assertEquals(0, first.exit(), first.err());
            assertEquals("", err(first));
            assertTrue(first.out().contains("answers user \"a.no\" over TLS"), first.out());
            assertEquals(0, second.exit(), second.err());
            assertTrue(second.out().contains("cert-file: " + keys), second.out());
            assertTrue(second.out().contains("the user of our certificate"), second.out());
            assertTrue(second.out().contains("topic a.no.sample: may be written"), second.out());
        }
    }

    /** A process that is under way, and what it shall say. */
    private record Case(AgentProcess agent, int status, List<String> words) {}

    private Case failing(int status, String cluster, String section, String... words) {
        return new Case(check(cluster, section), status, List.of(words));
    }

    private static void verify(List<Case> cases) {
        try {
            for (Case each : cases) {
                int status = each.agent().exit();
                String err = err(each.agent());
                for (String word : each.words()) assertTrue(err.contains(word), err);
                assertEquals(each.status(), status, err);
                assertFalse(each.agent().out().contains("may be written"), each.agent().out());
            }
        } finally {
            for (Case each : cases) each.agent().close();
        }
    }

    /** Side by side, as each of them mostly waits. */
    @Test
    void troubleOnTheWay_isOneLine_withTheStatusOfItsKind() throws IOException {
        Path good = broker.passwordFile(NODE);
        String address = broker.bootstrap();
        String localhost = address.replace("127.0.0.1", "localhost");
        List<Case> cases = new ArrayList<>();
        String wrong = scram(address, NODE, secret("wrong"));
        cases.add(failing(77, "a.no", wrong, "error: broker", "refuses user \"a.no.node\""));
        cases.add(failing(77, "a.no", tls(address), "wants a user and password"));
        cases.add(
                failing(78, "a.no", scram(localhost, NODE, good), "not for localhost", "verify-"));
        String java = scram(address, NODE, good).replaceFirst("ca-file = .*", "tls = true");
        cases.add(failing(78, "a.no", java, "a CA that Java does not know"));
        cases.add(failing(78, "a.no", plain(address), "speaks TLS on this port, and we do not"));
        int free = LocalBroker.freePort();
        cases.add(failing(69, "a.no", plain("127.0.0.1:" + free), "cannot be reached"));
        verify(cases);
    }

    @Test
    void whatIsNotGranted_namesTheGrant() {
        List<Case> cases = new ArrayList<>();
        cases.add(
                failing(
                        77,
                        "a.no",
                        scram("a.no.operator"),
                        "error: user \"a.no.operator\" may not write topic a.no.sample at broker",
                        "may not write topic a.no.sysinfo",
                        "--allow-principal User:a.no.operator --operation Write",
                        "warning: user \"a.no.operator\" may not read topic a.no.control.node"));
        cases.add(
                failing(
                        77,
                        "b.no",
                        scram(NODE),
                        "error: user \"a.no.node\" may not write topic b.no.sample",
                        "warning: user \"a.no.node\" may not read topic b.no.control.node"));
        // Who may see a topic need not be one who may write it.
        cases.add(
                failing(
                        77,
                        "a.no",
                        scram("a.no.ingest"),
                        "error: user \"a.no.ingest\" may not write topic a.no.sample",
                        "warning: user \"a.no.ingest\" may not read topic a.no.control.node"));
        // Who may do everything sees that they are not there.
        cases.add(
                failing(
                        78,
                        "z.no",
                        scram("admin"),
                        "error: topic z.no.sample does not exist at broker",
                        "create it: kafka-topics.sh --bootstrap-server",
                        "warning: topic z.no.control.node does not exist"));
        verify(cases);
    }

    @Test
    void brokerThatMakesTopics_makesNoneForUs() {
        try (LocalBroker open = LocalBroker.start()) {
            for (int i = 0; i < 2; i++) {
                try (AgentProcess agent = check("c.no", plain(open.bootstrap()))) {
                    assertEquals(0, agent.exit(), agent.err());
                    String made = "topic c.no.sample: is made by the broker with the first message";
                    assertTrue(agent.out().contains(made), agent.out());
                    assertTrue(agent.out().contains("without TLS"), agent.out());
                    assertTrue(err(agent).contains("topic c.no.control.node does not exist"));
                }
            }
            String tls = tls(open.bootstrap());
            verify(List.of(failing(78, "c.no", tls, "speaks without TLS on this port")));
        }
    }

    /** The commonest mistake of new brokers, which their clients never name. */
    @Test
    void brokerThatSendsItsClientsAstray_isNamed() throws IOException {
        int nowhere = LocalBroker.freePort();
        Path folder = Files.createDirectory(dir.resolve("broker"));
        try (LocalBroker open = LocalBroker.behind(_ -> nowhere, folder)) {
            String address = "localhost:" + open.port();
            verify(List.of(failing(69, "c.no", plain(address), "check its advertised.listeners")));
        }
    }

    @Test
    void otherSinks_areTriedToo() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("data"));
        int free = LocalBroker.freePort();
        try (AgentProcess directory = check("c.no", "[directory]\ndata-directory = " + folder);
                AgentProcess stdout = check("c.no", "");
                AgentProcess web = check("c.no", "[http]\napi-root = http://localhost:" + free)) {
            assertEquals(0, directory.exit(), directory.err());
            assertTrue(directory.out().contains("can be written"), directory.out());
            assertEquals(0, stdout.exit(), stdout.err());
            assertTrue(stdout.out().contains("stdout: "), stdout.out());
            assertEquals(69, web.exit(), web.err());
            assertTrue(err(web).contains("cannot be reached: connection refused"), web.err());
        }
    }
}
