package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.control.ControlSender;
import hydrophone.agent.control.ControlSender.Result;
import hydrophone.agent.control.ControlSender.Result.Failed;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaSettings.Certificate;
import hydrophone.kafka.KafkaSettings.Login;
import hydrophone.kafka.KafkaSettings.Mechanism;
import hydrophone.kafka.KafkaSettings.Tls;
import hydrophone.testing.LocalBroker;
import hydrophone.testing.OddServer;
import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What a secured broker takes, and what is said where it does not; each line names the cure. */
@ExtendWith(SharedSecuredBroker.class)
@ResourceLock(value = SharedSecuredBroker.CLUSTER, mode = ResourceAccessMode.READ)
final class KafkaTroubleIT {
    private static final String NODE = "a.no.node";
    private static final String SAMPLE = "a.no.sample";

    private final SecuredBroker broker;
    private final KafkaSettings node;
    private final Tls tls;

    @TempDir Path dir = Path.of("");

    KafkaTroubleIT(SecuredBroker broker) {
        this.broker = broker;
        this.node = broker.settings(NODE);
        this.tls = Tls.trusting(broker.caFile());
    }

    private static KafkaSettings at(String address, Tls tls, Optional<Login> login) {
        return new KafkaSettings(address, tls, login.orElse(null), Map.of());
    }

    private KafkaSettings with(Tls other) {
        return at(broker.bootstrap(), other, Optional.ofNullable(node.login()));
    }

    private static List<Outcome> send(KafkaSettings settings, String... topics)
            throws InterruptedException {
        KafkaSink sink = new KafkaSink(settings, "a.no/n1", "gzip");
        try {
            return sink.send(List.of(topics).stream().map(t -> Messages.to(t, "x")).toList());
        } finally {
            sink.close(Duration.ZERO);
        }
    }

    private static void taken(KafkaSettings settings) throws InterruptedException {
        assertEquals(List.of(new Accepted()), send(settings, SAMPLE));
    }

    /** All messages wait, and the line holds these words and never a password. */
    private static String waits(KafkaSettings settings, String... words)
            throws InterruptedException {
        List<Outcome> outcomes = send(settings, SAMPLE, SAMPLE, "a.no.job");
        assertEquals(3, outcomes.size());
        String line = ((Later) outcomes.getFirst()).why();
        for (Outcome each : outcomes) assertTrue(each instanceof Later, each.toString());
        for (String word : words) assertTrue(line.contains(word), line);
        assertFalse(line.contains("\n") || line.contains("Exception"), line);
        Login login = settings.login();
        assertFalse(login != null && line.contains(login.password()), line);
        return line;
    }

    @Test
    void scramPlainAndCertificate_areTaken() throws Exception {
        taken(node);
        taken(broker.settings(new Login(Mechanism.PLAIN, "a.no", broker.password("a.no"))));
        taken(broker.certified(NODE));
    }

    @Test
    void caThatIsAnother_orMissing() throws Exception {
        Path other = dir.resolve("other.pem");
        run("openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out other.pem -subj /CN=o");
        waits(with(Tls.trusting(other)), other + " does not vouch for", "ca-file");
        waits(with(new Tls(Optional.empty(), Optional.empty(), true)), "add \"ca-file = FILE.pem");
    }

    @Test
    void certificateForAnotherName() throws Exception {
        String localhost = broker.bootstrap().replace("127.0.0.1", "localhost");
        Optional<Login> login = Optional.ofNullable(node.login());
        waits(
                at(localhost, tls, login),
                "for 127.0.0.1, kafka.example, not for localhost",
                "\"verify-hostname = false\"");
        taken(at(localhost, new Tls(tls.caFile(), Optional.empty(), false), login));
    }

    @Test
    void certificateThatHasEnded() throws Exception {
        try (OddServer server = OddServer.ended(broker.folder())) {
            waits(
                    at(server.bootstrap(), tls, Optional.ofNullable(node.login())),
                    "has ended (20",
                    "kafka-keys broker --renew");
        }
    }

    @Test
    void loginThatIsWrong_saysWhoAndHow() throws Exception {
        String password = "wrong-" + broker.password(NODE);
        waits(
                broker.settings(new Login(Mechanism.SCRAM_SHA_512, NODE, password)),
                "refuses user \"a.no.node\" with SCRAM-SHA-512",
                "sasl-password-file");
        waits(
                broker.settings(new Login(Mechanism.SCRAM_SHA_512, "nobody", password)),
                "user \"nobody\" with SCRAM-SHA-512",
                "no such user");
        waits(
                broker.settings(new Login(Mechanism.PLAIN, "a.no", password)),
                "user \"a.no\" with PLAIN");
        waits(
                broker.settings(new Login(Mechanism.SCRAM_SHA_256, NODE, password)),
                "does not take SCRAM-SHA-256, only SCRAM-SHA-512, PLAIN",
                "\"sasl-mechanism = SCRAM-SHA-512\"");
    }

    @Test
    void loginThatIsMissing_orNotWanted() throws Exception {
        waits(
                at(broker.bootstrap(), tls, Optional.empty()),
                "wants a user and password (SCRAM-SHA-512, PLAIN)",
                "sasl-password-file");
        waits(
                at(broker.certificateBootstrap(), tls, Optional.ofNullable(node.login())),
                "wants to see a certificate of ours",
                "cert-file and key-file");
        waits(
                at(
                        broker.certificateBootstrap(),
                        tlsOf(broker.certified(NODE)),
                        Optional.ofNullable(node.login())),
                "wants no login on this port");
    }

    private static Tls tlsOf(KafkaSettings settings) {
        return Optional.ofNullable(settings.tls()).orElseThrow();
    }

    @Test
    void topicThatMayNotBeWritten_namesTheGrant_andTheOthersGo() throws Exception {
        List<Outcome> outcomes = send(node, "b.no.sample", SAMPLE, "a.no.control.node");
        assertEquals(new Accepted(), outcomes.get(1));
        String line = ((Later) outcomes.getFirst()).why();
        assertTrue(line.startsWith("user \"a.no.node\" may not write topic b.no.sample"), line);
        assertTrue(line.contains("--add --allow-principal User:a.no.node --operation Write"), line);
        String control = ((Later) outcomes.get(2)).why();
        assertTrue(control.contains("topic a.no.control.node"), control);
        waits(broker.settings("a.no.ingest"), "user \"a.no.ingest\" may not write");
    }

    @Test
    void tlsOnOneSideOnly() throws Exception {
        waits(
                KafkaSettings.plaintext(broker.bootstrap()),
                "speaks TLS on this port, and we do not; add \"ca-file = FILE.pem\"");
        Result order =
                new ControlSender(KafkaSettings.plaintext(broker.bootstrap()))
                        .send("a.no.control.node", Optional.empty(), "ping", "");
        String text = ((Failed) order).trouble().text();
        assertTrue(text.contains("speaks TLS on this port"), text);
        try (LocalBroker plain = LocalBroker.start()) {
            waits(
                    at(plain.bootstrap(), tls, Optional.empty()),
                    "speaks without TLS on this port",
                    "remove ca-file");
        }
    }

    private final AtomicInteger refused = new AtomicInteger();

    /** Its answer would be taken for the length of a message, and the client die of it. */
    @Test
    void portOfAWebServer() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuseAll(web));
            waits(
                    KafkaSettings.plaintext("127.0.0.1:" + web.getLocalPort()),
                    "is no Kafka broker; check host and port");
        }
    }

    private void refuseAll(ServerSocket web) {
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        while (!web.isClosed()) {
            try (Socket client = web.accept()) {
                if (client.getInputStream().read() >= 0) client.getOutputStream().write(answer);
                // Until the client has read it and goes.
                long _ = client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                refused.incrementAndGet();
            }
        }
    }

    @Test
    void filesOfOurs() throws Exception {
        Certificate own = tlsOf(broker.certified(NODE)).own().orElseThrow();
        run("openssl genrsa -traditional -out rsa.key 2048");
        run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.key");
        Path rsa = dir.resolve("rsa.key");
        String convert = "openssl pkcs8 -topk8 -nocrypt -in " + rsa;
        waits(shows(new Certificate(own.certFile(), rsa)), "BEGIN RSA PRIVATE KEY", convert);
        Path other = dir.resolve("other.key");
        waits(shows(new Certificate(own.certFile(), other)), other + " is not the key of ");
        waits(shows(new Certificate(own.keyFile(), own.keyFile())), "holds no PEM certificate");
        Path none = dir.resolve("none.pem");
        waits(shows(new Certificate(none, own.keyFile())), none + " is not there");
    }

    private KafkaSettings shows(Certificate own) {
        return at(
                broker.certificateBootstrap(),
                new Tls(tls.caFile(), Optional.of(own), true),
                Optional.empty());
    }

    private void run(String command) throws IOException, InterruptedException {
        Path said = dir.resolve("said.txt");
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(dir.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertEquals(0, process.waitFor(), Files.readString(said));
    }
}
