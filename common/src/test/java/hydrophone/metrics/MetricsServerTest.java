package hydrophone.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.RecordingLogger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Over a real connection, byte by byte where it matters. */
final class MetricsServerTest {
    private final Telling telling = new Telling();
    private final RecordingLogger log = new RecordingLogger();
    private final MetricsServer server = start(0).orElseThrow();

    private Optional<MetricsServer> start(int port) {
        return MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                telling.subject(),
                telling.health(),
                log);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** The whole answer; "" when there is none. */
    private static String heard(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private String ask(String method, String path, String headers) throws IOException {
        try (Socket socket = connect()) {
            say(socket, method + " " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers);
            say(socket, "\r\n");
            return heard(socket);
        }
    }

    private String get(String path) throws IOException {
        return ask("GET", path, "Host: localhost:9471\r\n");
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void get_answersWithHeadersThatKeepItFromBeingMisread() throws IOException {
        String answer = get("/metrics?x=1");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(body(answer).contains("\ntest_waiting 3.0\n"), answer);
        for (String header :
                List.of(
                        "\nContent-type: text/plain; version=0.0.4; charset=utf-8\r",
                        "\nX-content-type-options: nosniff\r",
                        "\nCache-control: no-store\r",
                        "\n"
                                + "Content-security-policy: default-src 'none'; frame-ancestors"
                                + " 'none'\r")) {
            assertTrue(answer.contains(header), () -> header + answer);
        }
    }

    @Test
    void head_isTheSameWithoutTheBody() throws IOException {
        String get = get("/healthz");
        String head = ask("HEAD", "/healthz", "Host: localhost\r\n");
        assertEquals("", body(head));
        assertTrue(head.contains("Content-length: " + body(get).length() + "\r\n"), head);
        assertTrue(head.startsWith("HTTP/1.1 200"), head);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "GETX"})
    void noOtherMethod(String method) throws IOException {
        String answer = ask(method, "/metrics", "Host: localhost\r\nContent-Length: 0\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
        assertTrue(answer.contains("\nAllow: GET, HEAD\r"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LocalHost:9471, 200",
        "127.0.0.1:1, 200",
        "[::1], 200",
        "[::1]:65535, 200",
        "evil.example, 403",
        "evil.example:9471, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "'', 403",
        "::1, 403",
    })
    void host_mustMeanThisMachine(String host, int status) throws IOException {
        String answer = ask("GET", "/-/healthy", "Host: " + host + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(status == 200, body(answer).contains("healthy"), answer);
    }

    @Test
    void host_twiceIsNoName_andNoneIsNoBrowser() throws IOException {
        String twice = ask("GET", "/healthz", "Host: localhost\r\nHost: evil.example\r\n");
        assertTrue(twice.startsWith("HTTP/1.1 403"), twice);
        assertTrue(ask("GET", "/healthz", "").startsWith("HTTP/1.1 200"));
    }

    @Test
    void host_isAnyNameWhereOthersMayAsk() {
        HostCheck everywhere = new HostCheck(false);
        assertTrue(everywhere.passes(List.of("c1-10.cluster.example:9471")));
    }

    @Test
    void unknownPath_isNotFound() throws IOException {
        assertTrue(get("/etc/passwd").startsWith("HTTP/1.1 404"));
    }

    @Test
    void aStuckLoop_is503() throws IOException {
        telling.sinceBeat = Duration.ofMinutes(2);
        assertTrue(get("/-/healthy").startsWith("HTTP/1.1 503"));
    }

    @Test
    void anAddressInUse_isALine_andNoServer() {
        log.lines().clear();
        assertTrue(start(server.port()).isEmpty());
        assertEquals(
                List.of(
                        "ERROR No metrics: metrics.listen: localhost:"
                                + server.port()
                                + ": Address already in use; going on without them; choose"
                                + " another address or port"),
                log.lines());
    }

    @Test
    void aNameWithoutAnAddress_isALine_andNoServer() {
        log.lines().clear();
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no.such.host.invalid", 9);
        assertTrue(
                MetricsServer.start(nowhere, telling.subject(), telling.health(), log).isEmpty());
        assertTrue(log.lines().getFirst().contains("no address is known"), log.lines()::toString);
    }

    @Test
    void closed_itsPortIsFreeAtOnce() throws IOException {
        assertTrue(get("/").startsWith("HTTP/1.1 200"));
        int port = server.port();
        server.close();
        Optional<MetricsServer> again = start(port);
        assertTrue(again.isPresent(), log.lines()::toString);
        again.get().close();
    }

    @Test
    void whoDoesNotFinish_isCutOff_andKeepsNobodyWaiting() throws IOException {
        try (Socket silent = connect();
                Socket slow = connect()) {
            say(slow, "GET / HT");
            assertTrue(get("/healthz").startsWith("HTTP/1.1 200"));
            assertTimeoutPreemptively(Duration.ofSeconds(15), () -> assertEquals("", heard(slow)));
            assertTrue(silent.isConnected());
        }
    }

    @Test
    void aCrowd_isTurnedAway_andThenItGoesOn() throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect();
                crowd.add(socket);
                say(socket, "GET / HT");
            }
            Awaitility.await().until(() -> crowd.stream().anyMatch(s -> heard(s).isEmpty()));
            assertTrue(workers() <= 3, "threads grow with requests");
        } finally {
            for (Socket socket : crowd) socket.close();
        }
        Awaitility.await().until(() -> get("/healthz").startsWith("HTTP/1.1 200"));
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("metrics"))
                .count();
    }

    @Test
    void aFigureThatCannotBeHad_isOneLine_andTheNextRequestWorks() throws IOException {
        log.lines().clear();
        telling.obstacles = List.of();
        try (MetricsServer broken =
                MetricsServer.start(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                telling.subject(),
                                new Health(
                                        () -> Duration.ZERO,
                                        () -> {
                                            throw new IllegalStateException("defect");
                                        }),
                                log)
                        .orElseThrow()) {
            for (String path : List.of("/-/ready", "/-/healthy")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broken.port())) {
                    say(socket, "GET " + path + " HTTP/1.0\r\n\r\n");
                    boolean ok = heard(socket).contains(" 200 ");
                    assertEquals(path.equals("/-/healthy"), ok, path);
                }
            }
        }
        assertEquals(List.of("WARN A request for /-/ready failed"), log.lines().subList(1, 2));
    }
}
