package hydrophone.agent.sink;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

/**
 * A real web server on 127.0.0.1 that can go and come back at the same port. A request without a
 * length is refused as kprox does, since it reads no chunks.
 */
public final class TestServer implements AutoCloseable {
    private final Function<Request, Answer> answers;
    private final Optional<SSLContext> tls;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;
    private int port;

    /** What came, all of it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Request(String method, String path, Headers headers, byte[] body) {
        public String header(String name) {
            return Optional.ofNullable(headers.getFirst(name)).orElse("");
        }
    }

    public record Answer(int status, String text) {
        public static final Answer OK = new Answer(200, "Ok");
    }

    private TestServer(Function<Request, Answer> answers, Optional<SSLContext> tls) {
        this.answers = answers;
        this.tls = tls;
        start();
    }

    /** One that runs. */
    public static TestServer plain(Function<Request, Answer> answers) {
        return new TestServer(answers, Optional.empty());
    }

    static TestServer encrypted(SSLContext tls, Function<Request, Answer> answers) {
        return new TestServer(answers, Optional.of(tls));
    }

    /** Those of now and before. */
    public List<Request> requests() {
        return requests;
    }

    /** By name, as certificates have it. */
    public URI at(String path) {
        String scheme = tls.isPresent() ? "https" : "http";
        return URI.create(scheme + "://localhost:" + port + path);
    }

    void start() {
        if (server != null) return;
        try {
            HttpServer made = tls.isPresent() ? encrypted(tls.get()) : HttpServer.create();
            made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            made.createContext("/", this::handle);
            made.start();
            port = made.getAddress().getPort();
            server = made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer encrypted(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request =
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestHeaders(),
                            exchange.getRequestBody().readAllBytes());
            requests.add(request);
            Answer answer = answer(request);
            byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private Answer answer(Request request) {
        return request.header("Content-Length").isEmpty()
                ? new Answer(400, "no length")
                : answers.apply(request);
    }

    void stop() {
        if (server != null) server.stop(0);
        server = null;
    }

    @Override
    public void close() {
        stop();
    }
}
