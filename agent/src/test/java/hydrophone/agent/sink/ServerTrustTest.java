package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.Destination.Web;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.TestServer.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Against servers with certificates of all kinds, at localhost. */
final class ServerTrustTest {
    private static final List<Outgoing> ONE = List.of(Messages.to("c.no.sample", "{}\n"));
    private static final Map<String, TestServer> SERVERS = new HashMap<>();

    @TempDir private static Path temp;
    private static Certificates certificates = new Certificates(Path.of(""));

    @BeforeAll
    static void make() throws Exception {
        certificates = new Certificates(temp);
        certificates.authority("ours");
        certificates.authority("theirs");
        certificates.server("good", "ours", "dns:localhost");
        certificates.server("elsewhere", "ours", "dns:hpc.example,dns:hpc.test");
        certificates.nameless("nameless", "ours");
        certificates.expired("expired", "ours", "dns:localhost");
        for (String name : List.of("good", "elsewhere", "nameless", "expired")) {
            SERVERS.put(name, TestServer.encrypted(certificates.identity(name), _ -> Answer.OK));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
    }

    private static TestServer server(String name) {
        TestServer server = SERVERS.get(name);
        if (server == null) throw new AssertionError("no server " + name);
        return server;
    }

    private static Outcome send(Web web) throws InterruptedException {
        return new HttpSink(Webs.http(web), "").send(ONE).getFirst();
    }

    private static Outcome send(String name, Path caFile, boolean verifyHostname)
            throws InterruptedException {
        return send(Webs.trusting(caFile, server(name).at("/"), verifyHostname));
    }

    private static String trouble(Outcome outcome, TestServer server) {
        String why = assertInstanceOf(Later.class, outcome).why();
        String head = server.at("/sample") + ": ";
        assertTrue(why.startsWith(head), why);
        return why.substring(head.length());
    }

    private static String trouble(String name, Path caFile, boolean verifyHostname)
            throws InterruptedException {
        return trouble(send(name, caFile, verifyHostname), server(name));
    }

    @Test
    void ourCa_isTrusted_alsoAmongOthers() throws Exception {
        assertEquals(new Accepted(), send("good", certificates.pem("ours"), true));
        assertEquals(new Accepted(), send("good", certificates.pem("theirs", "ours"), true));
        assertEquals(new Accepted(), send("good", certificates.pem("ours", "theirs"), true));
    }

    @Test
    void certificateItself_isTrusted() throws Exception {
        assertEquals(new Accepted(), send("good", certificates.pem("good"), true));
    }

    @Test
    void restSink_isTheSame() throws Exception {
        Web web = Webs.trusting(certificates.pem("ours"), server("good").at("/"), true);
        assertEquals(List.of(new Accepted()), new RestSink(Webs.rest(web), "c.no/n1").send(ONE));
        Web other = Webs.trusting(certificates.pem("theirs"), server("good").at("/"), true);
        assertInstanceOf(
                Later.class, new RestSink(Webs.rest(other), "c.no/n1").send(ONE).getFirst());
    }

    @Test
    void anotherCa_waitsAndNamesTheFile() throws Exception {
        Path theirs = certificates.pem("theirs");
        String why = "the certificate of localhost is of no CA that ca-file " + theirs + " holds";
        assertEquals(why, trouble("good", theirs, true));
        assertEquals(why, trouble("good", theirs, false));
    }

    @Test
    void noCaFile_isJavasList() throws Exception {
        assertEquals(
                "the certificate of localhost is of no CA that Java's own list (no ca-file is set)"
                        + " holds",
                trouble(send(Webs.web(server("good").at("/"))), server("good")));
    }

    @Test
    void anotherName_waitsAndNamesBothAndTheSetting() throws Exception {
        assertEquals(
                "the server's certificate is for hpc.example, hpc.test, not for localhost;"
                        + " verify-hostname = false takes it all the same",
                trouble("elsewhere", certificates.pem("ours"), true));
        assertEquals(
                "the server's certificate is for CN=nameless, not for localhost;"
                        + " verify-hostname = false takes it all the same",
                trouble("nameless", certificates.pem("ours"), true));
    }

    @Test
    void anotherName_notVerified_isTaken_andByNobodyElse() throws Exception {
        Path ours = certificates.pem("ours");
        assertEquals(new Accepted(), send("elsewhere", ours, false));
        assertEquals(new Accepted(), send("nameless", ours, false));
        assertInstanceOf(Later.class, send("elsewhere", ours, true));
        assertNull(System.getProperty("jdk.internal.httpclient.disableHostnameVerification"));
    }

    @Test
    void expired_waits_whateverTheName() throws Exception {
        for (boolean verify : List.of(true, false)) {
            String why = trouble("expired", certificates.pem("ours"), verify);
            assertTrue(
                    why.startsWith("the certificate of localhost is not valid: NotAfter: "), why);
        }
    }

    @Test
    void renewedCaFile_isTakenUp() throws Exception {
        Path file = certificates.pem("theirs");
        Sink sink = new HttpSink(Webs.http(Webs.trusting(file, server("good").at("/"), true)), "");
        assertInstanceOf(Later.class, sink.send(ONE).getFirst());
        Files.copy(certificates.pem("ours"), file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(new Accepted(), sink.send(ONE).getFirst());
    }

    @Test
    void caFileOfNoUse_waitsAndSaysWhy() throws Exception {
        TestServer good = server("good");
        Path missing = temp.resolve("missing.pem");
        String head = good.at("/sample") + " is not asked: ca-file ";
        assertEquals(new Later(head + missing + ": no such file"), send("good", missing, true));
        Path empty = Files.createTempFile(temp, "empty", ".pem");
        assertEquals(
                new Later(head + empty + ": it holds no certificate"), send("good", empty, true));
        Path junk = Files.writeString(temp.resolve("junk.pem"), "-----BEGIN CERTIFICATE-----\nx");
        String why = assertInstanceOf(Later.class, send("good", junk, true)).why();
        assertTrue(why.startsWith(head + junk + ": "), why);
    }

    @Test
    void throughAProxy_isTheSame() throws Exception {
        try (Proxy proxy = new Proxy()) {
            Path ours = certificates.pem("ours");
            for (String name : List.of("good", "elsewhere")) {
                Web web =
                        new Web(
                                server(name).at("/"),
                                Optional.of(proxy.address()),
                                OptionalLong.empty(),
                                Optional.of(ours),
                                true);
                if (name.equals("good")) assertEquals(new Accepted(), send(web));
                else assertInstanceOf(Later.class, send(web));
            }
            assertEquals(2, proxy.asked().size());
            assertTrue(proxy.asked().getFirst().startsWith("CONNECT localhost:"));
        }
    }

    @Test
    void serverWithoutTls_waits() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerInTheClear(plain));
            URI address = URI.create("https://localhost:" + plain.getLocalPort() + "/");
            Web web = Webs.trusting(certificates.pem("ours"), address, true);
            String why = assertInstanceOf(Later.class, send(web)).why();
            assertTrue(why.startsWith(address + "sample: TLS failed: "), why);
        }
    }

    private static void answerInTheClear(ServerSocket door) {
        try (Socket client = door.accept()) {
            byte[] answer = "HTTP/1.1 400 Bad request\r\n\r\n".getBytes(StandardCharsets.UTF_8);
            client.getOutputStream().write(answer);
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
