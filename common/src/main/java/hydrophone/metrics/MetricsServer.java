package hydrophone.metrics;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import hydrophone.metrics.Pages.Page;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers GET and HEAD with what {@link Pages} has, a few requests at a time: further ones are
 * turned away, and one that does not come within two seconds is cut off, so that nobody can make us
 * hold much. Nothing can be changed through it.
 *
 * <p>Costs three threads, which wake once a second, and one more while somebody asks.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int AT_ONCE = 3;
    private static final int WAITING = 8;

    /** The JDK's server has these for the whole process; nobody else here uses it. */
    private static final Map<String, String> LIMITS =
            Map.of(
                    "jdk.httpserver.maxConnections", "32",
                    "sun.net.httpserver.maxIdleConnections", "8",
                    "sun.net.httpserver.maxReqHeaderSize", "16384",
                    "sun.net.httpserver.maxReqTime", "2",
                    "sun.net.httpserver.maxRspTime", "10",
                    "sun.net.httpserver.nodelay", "true");

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final Pages pages;
    private final HostCheck hosts;
    private final Logger log;

    private MetricsServer(HttpServer server, Pages pages, Logger log) {
        this.server = server;
        this.pages = pages;
        this.log = log;
        InetAddress address = server.getAddress().getAddress();
        this.hosts = new HostCheck(address.isLoopbackAddress());
        // None waits in a queue: the time for its request is running already.
        this.workers =
                new ThreadPoolExecutor(
                        0,
                        AT_ONCE,
                        5,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("metrics").factory());
    }

    /**
     * Empty, after a line that says why, where it cannot listen: what it serves goes on without.
     */
    public static Optional<MetricsServer> start(Listen listen, Subject subject, Health health) {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        return start(address, subject, health, LoggerFactory.getLogger(MetricsServer.class));
    }

    static Optional<MetricsServer> start(
            InetSocketAddress address, Subject subject, Health health, Logger log) {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) System.setProperty(name, value);
        });
        String place = address.getHostString() + ":" + address.getPort();
        try {
            if (address.isUnresolved()) throw new IOException("no address is known for this name");
            HttpServer server = HttpServer.create(address, WAITING);
            MetricsServer made = new MetricsServer(server, new Pages(subject, health), log);
            server.setExecutor(made.workers);
            server.createContext("/", made::handle);
            server.start();
            log.info("Metrics and health on {}", place);
            return Optional.of(made);
        } catch (IOException e) {
            log.error(
                    "No metrics: {}: {}: {}; going on without them; choose another address or"
                            + " port",
                    subject.key(),
                    place,
                    e.getMessage());
            return Optional.empty();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange, page(exchange));
        } catch (RuntimeException e) {
            log.warn("A request for {} failed", exchange.getRequestURI(), e);
            throw e;
        }
    }

    private Page page(HttpExchange exchange) {
        Headers asked = exchange.getRequestHeaders();
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Pages.words(405, "Only GET and HEAD.");
        }
        if (!hosts.passes(asked.getOrDefault("Host", List.of()))) {
            return Pages.words(403, "Ask for localhost, 127.0.0.1 or [::1].");
        }
        String accept = String.join(",", asked.getOrDefault("Accept", List.of()));
        return pages.at(String.valueOf(exchange.getRequestURI().getPath()), accept);
    }

    private static void answer(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", page.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(page.status(), -1);
        } else {
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Who waits for an answer gets none. */
    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
