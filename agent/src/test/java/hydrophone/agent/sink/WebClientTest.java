package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.Destination.Web;
import hydrophone.agent.sink.TestServer.Request;
import hydrophone.agent.sink.WebClient.Answer;
import hydrophone.agent.sink.WebClient.Answer.Away;
import hydrophone.agent.sink.WebClient.Answer.Said;
import hydrophone.agent.sink.WebClient.Answer.Taken;
import hydrophone.agent.sink.WebClient.Patience;
import hydrophone.testing.LocalBroker;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

final class WebClientTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final List<byte[]> BODY = List.of(new byte[] {'a'}, new byte[] {'b', '\n'});

    private static WebClient client(Web web, Patience patience) {
        return new WebClient(web, "text/plain", Optional.empty(), patience);
    }

    private static WebClient client(URI to, Patience patience) {
        return client(Webs.web(to), patience);
    }

    private static Answer post(URI to, Patience patience) throws InterruptedException {
        WebClient client = client(to, patience);
        try {
            return client.post(to, BODY);
        } finally {
            client.hangUp();
        }
    }

    private static String away(Answer answer) {
        return assertInstanceOf(Away.class, answer).why();
    }

    /** Says these bytes to who comes, and then nothing more; hangs up at once if there are none. */
    private static ServerSocket saying(String text) throws IOException {
        ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    try (Socket client = door.accept()) {
                        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                        if (text.isEmpty()) return;
                        client.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return door;
    }

    private static URI at(ServerSocket door) {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/");
    }

    @Test
    void post_parts_areOneBody() throws Exception {
        try (TestServer server = TestServer.plain(_ -> TestServer.Answer.OK)) {
            assertEquals(new Taken(), post(server.at("/"), Patience.USUAL));
            Request request = server.requests().getFirst();
            assertEquals("ab\n", new String(request.body(), StandardCharsets.UTF_8));
            assertEquals("3", request.header("Content-Length"));
        }
    }

    @Test
    void post_longAnswerOfOddText_isOneLine() throws Exception {
        String body = "\n\u001b[31m" + "é".repeat(100_000);
        try (TestServer server = TestServer.plain(_ -> new TestServer.Answer(500, body))) {
            Said said = assertInstanceOf(Said.class, post(server.at("/"), Patience.USUAL));
            assertEquals(500, said.status());
            String head = server.at("/") + " answered 500: \\u001b[31mééé";
            assertTrue(said.why().startsWith(head), said.why());
            assertTrue(said.why().length() < 300, said.why());
        }
    }

    @Test
    void post_largeAnswer_isReadAndForgotten() throws Exception {
        String body = "x".repeat(5_000_000);
        try (TestServer server = TestServer.plain(_ -> new TestServer.Answer(200, body))) {
            assertEquals(new Taken(), post(server.at("/"), Patience.USUAL));
        }
    }

    @Test
    void post_nobodyListens_isAway() throws Exception {
        URI to = URI.create("http://localhost:" + LocalBroker.freePort() + "/x");
        assertEquals(
                to + " cannot be reached: connection refused, or no way there",
                away(post(to, Patience.USUAL)));
    }

    @Test
    void post_hostWithoutAddress_isAway() throws Exception {
        URI to = URI.create("http://no-such-host.invalid:8090/");
        assertEquals(
                to + ": host no-such-host.invalid has no address (name service)",
                away(post(to, Patience.USUAL)));
    }

    @Test
    void post_portThatIsNone_isAway() throws Exception {
        URI to = URI.create("http://localhost:99999/");
        assertTrue(away(post(to, Patience.USUAL)).startsWith(to + ": "));
    }

    /** The kernel answers no more connections once two wait to be accepted. */
    @Test
    void post_noConnectionInTime_isAway() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort());
                Socket second = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort())) {
            assertTrue(first.isConnected() && second.isConnected());
            assertEquals(
                    at(door) + " cannot be reached: no connection in time",
                    away(post(at(door), new Patience(Duration.ofMillis(300), QUICK))));
        }
    }

    @Test
    void post_noAnswerInTime_isAway() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    at(door) + " did not answer within 1 s",
                    away(post(at(door), new Patience(QUICK, SECOND))));
        }
    }

    @Test
    void post_halfAnAnswerInTime_isAway() throws Exception {
        try (ServerSocket door = saying("HTTP/1.1 200 Ok\r\nContent-Length: 9\r\n\r\nhalf")) {
            assertEquals(
                    at(door) + " did not answer within 1 s",
                    away(post(at(door), new Patience(QUICK, SECOND))));
        }
    }

    @Test
    void post_connectionBreaks_isAway() throws Exception {
        try (ServerSocket door = saying("")) {
            String why = away(post(at(door), Patience.USUAL));
            assertTrue(why.startsWith(at(door) + ": the connection failed: "), why);
        }
    }

    @Test
    void post_answerIsNoHttp_isAway() throws Exception {
        try (ServerSocket door = saying("SSH-2.0-OpenSSH\r\n\r\n")) {
            String why = away(post(at(door), new Patience(QUICK, SECOND)));
            assertTrue(why.startsWith(at(door).toString()), why);
        }
    }

    private static Thread waiting(WebClient client, URI to, CompletableFuture<String> became) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        became.complete(client.post(to, BODY).toString());
                    } catch (InterruptedException _) {
                        became.complete("interrupted");
                    }
                });
    }

    private static void await(Thread thread) {
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void post_interrupted_endsAtOnce() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> became = new CompletableFuture<>();
            WebClient client = client(at(door), Patience.USUAL);
            Thread thread = waiting(client, at(door), became);
            await(thread);
            thread.interrupt();
            assertTrue(thread.join(QUICK));
            assertEquals("interrupted", became.join());
            client.close(SECOND);
        }
    }

    @Test
    void close_whileItWaits_endsIt() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> became = new CompletableFuture<>();
            WebClient client = client(at(door), Patience.USUAL);
            Thread thread = waiting(client, at(door), became);
            await(thread);
            client.close(SECOND);
            assertTrue(thread.join(QUICK));
            assertTrue(became.join().startsWith("Away"), became.join());
        }
    }

    @Test
    void hangUp_leavesNoThreadAndNoConnection() throws Exception {
        try (TestServer server = TestServer.plain(_ -> TestServer.Answer.OK)) {
            WebClient client = client(server.at("/"), Patience.USUAL);
            assertEquals(new Taken(), client.post(server.at("/"), BODY));
            assertTrue(selectors() > 0);
            client.hangUp();
            Awaitility.await().until(() -> selectors() == 0);
            assertEquals(new Taken(), client.post(server.at("/"), BODY));
            client.close(SECOND);
        }
    }

    private static long selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().contains("SelectorManager"))
                .count();
    }

    @Test
    void post_throughAProxy_asksTheProxy() throws Exception {
        try (TestServer server = TestServer.plain(_ -> TestServer.Answer.OK);
                Proxy proxy = new Proxy()) {
            Web web = Webs.through(proxy.address(), server.at("/x"));
            WebClient client = client(web, Patience.USUAL);
            assertEquals(new Taken(), client.post(server.at("/x"), BODY));
            assertEquals(List.of("POST " + server.at("/x") + " HTTP/1.1"), proxy.asked());
            client.close(SECOND);
        }
    }

    @Test
    void post_proxyAway_isNamed() throws Exception {
        try (TestServer server = TestServer.plain(_ -> TestServer.Answer.OK)) {
            URI proxy = URI.create("http://localhost:" + LocalBroker.freePort());
            URI none = URI.create("http://no-such-proxy.invalid");
            String head = server.at("/x") + " (through proxy ";
            assertEquals(
                    head + proxy + ") cannot be reached: connection refused, or no way there",
                    away(through(proxy, server.at("/x"))));
            assertEquals(
                    head + none + "): host no-such-proxy.invalid has no address (name service)",
                    away(through(none, server.at("/x"))));
            assertEquals(List.of(), server.requests());
        }
    }

    private static Answer through(URI proxy, URI to) throws InterruptedException {
        WebClient client = client(Webs.through(proxy, to), Patience.USUAL);
        try {
            return client.post(to, BODY);
        } finally {
            client.hangUp();
        }
    }
}
