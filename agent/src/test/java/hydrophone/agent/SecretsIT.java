package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import hydrophone.agent.config.ConfigException;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.sink.Certificates;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** No password and no token is in anything that a command or the daemon prints. */
@Execution(ExecutionMode.CONCURRENT)
final class SecretsIT {
    /** Part of every secret, and of nothing else. */
    private static final String MARK = "Geheimnis";

    private static final String HEAD =
            """
            [global]
            cluster = c.no
            role = node
            api-token-file = DIR/token
            [sample]
            cadence = 1s
            [debug]
            verbose = true
            """;
    private static final String KAFKA =
            """
            [kafka]
            broker-address = localhost:1
            sending-window = 1s
            """;

    @TempDir private static Path shared = Path.of("");
    private static Path authority = Path.of("");

    @TempDir Path dir = Path.of("");

    @BeforeAll
    static void authority() throws Exception {
        Certificates certificates = new Certificates(shared);
        certificates.authority("ca");
        authority = certificates.pem("ca");
    }

    @BeforeEach
    void files() throws IOException {
        for (String name : new String[] {"token", "password", "key.pem"}) secret(name, MARK + name);
        Files.copy(authority, dir.resolve("ca.pem"));
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(dir.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path config(String text) throws IOException {
        return secret("agent.cfg", text.replace("DIR", dir.toString()));
    }

    /** But for the token in a message on standard output, which is a part of messages. */
    private static void assertSecretsKept(AgentProcess agent) {
        String out = agent.out().replace("\"token\":\"" + MARK + "token\"", "");
        assertFalse(out.contains(MARK), out);
        assertFalse(agent.err().contains(MARK), agent.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KAFKA + "tls = true\nsasl-password-file = DIR/password\n",
                KAFKA + "ca-file = DIR/ca.pem\nsasl-password = " + MARK + "\nsasl-user = u\n",
                "[kafka]\nrest-endpoint = https://h/\nsasl-password = " + MARK + "\n",
                "[http]\napi-root = https://h/\nupload-password = " + MARK + "\n",
                "[http]\napi-root = http://h/\nupload-password-file = DIR/password\n"
            })
    void goodConfiguration(String destination) throws IOException, ConfigException {
        Path file = config(HEAD + destination);
        String config = DaemonConfig.read(file).config().toString();
        assertFalse(config.contains(MARK), config);
        try (AgentProcess agent = AgentProcess.start(dir, "check", file.toString())) {
            assertEquals(0, agent.exit(), agent.err());
            assertTrue(agent.out().contains("usable"), agent.out());
            assertSecretsKept(agent);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KAFKA + "sasl-password = " + MARK + "\n",
                KAFKA + "cert-file = DIR/ca.pem\nkey-file = DIR/key.pem\n",
                KAFKA + "tls = true\nsasl-password = \"" + MARK + "\n",
                KAFKA + "tls = true\nsasl-password " + MARK + "\n",
                KAFKA + "tls = true\nsasl-pasword = " + MARK + "\n",
                KAFKA + "sasl-password-file = DIR/password\nsasl-password = " + MARK + "\n",
                "[kafka]\nrest-endpoint = https://u:" + MARK + "@h/\n",
                "[http]\napi-root = https://u:" + MARK + "@h/\n",
                "[http]\napi-root = https://h/\nhttp-proxy = http://u:" + MARK + "@h:1/\n",
                "[directory]\nupload-password = " + MARK + "\n",
                "[nowhere]\nupload-password = " + MARK + "\n"
            })
    void badConfiguration(String destination) throws IOException {
        Path file = config(HEAD + destination);
        Path twin = Files.copy(file, dir.resolve("daemon.cfg"), COPY_ATTRIBUTES);
        Files.writeString(twin, "[debug]\noneshot = true\n", StandardOpenOption.APPEND);
        try (AgentProcess check = AgentProcess.start(dir, "check", file.toString());
                AgentProcess daemon = AgentProcess.start(dir, "daemon", twin.toString())) {
            assertEquals(78, check.exit(), check.err());
            assertSecretsKept(check);
            int _ = daemon.exit();
            assertSecretsKept(daemon);
        }
    }

    /** With all that our lines and those of Kafka's client can say, in both forms of the log. */
    @Test
    void wrongPassword() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("broker"));
        try (PasswordBroker broker = new PasswordBroker(folder, "c.no", "right")) {
            Path file =
                    config(
                            HEAD
                                    + KAFKA.replace("localhost:1", broker.bootstrap())
                                    + "allow-plaintext-auth = true\n"
                                    + "sasl-password-file = DIR/password\n");
            try (AgentProcess text = loud(file, "text");
                    AgentProcess json = loud(file, "json")) {
                assertNothingSaid(text);
                assertNothingSaid(json);
            }
        }
    }

    /** Each with a spool of its own. */
    private AgentProcess loud(Path file, String format) throws IOException {
        Map<String, String> loud =
                Map.of(
                        "HYDROPHONE_LOG", "trace",
                        "HYDROPHONE_DEBUG", "1",
                        "HYDROPHONE_LOG_FORMAT", format);
        Path folder = Files.createDirectory(dir.resolve(format));
        return AgentProcess.start(folder, loud, "daemon", file.toString());
    }

    private static void assertNothingSaid(AgentProcess agent) {
        agent.awaitErr("Authentication failed");
        agent.signal("TERM");
        assertEquals(0, agent.exit());
        assertTrue(agent.err().contains("SaslClientAuthenticator"), "Kafka says little");
        assertSecretsKept(agent);
    }

    @Test
    void aKeyThatIsNone() throws IOException {
        Path file = config(HEAD + KAFKA + "cert-file = DIR/ca.pem\nkey-file = DIR/key.pem\n");
        Map<String, String> loud = Map.of("HYDROPHONE_LOG", "trace", "HYDROPHONE_DEBUG", "1");
        try (AgentProcess agent = AgentProcess.start(dir, loud, "daemon", file.toString())) {
            agent.awaitErr("PEM");
            agent.signal("TERM");
            int _ = agent.exit();
            assertSecretsKept(agent);
        }
    }
}
