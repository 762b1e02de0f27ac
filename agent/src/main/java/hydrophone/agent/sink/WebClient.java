package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

/**
 * POSTs to one server, over HTTP/1.1, with a length and never in chunks, as kprox can take nothing
 * else. Follows no redirection, asks no environment for a proxy, and makes of every failure one
 * line.
 *
 * <p>A node sends once in a while: {@link #hangUp} after each batch leaves no connection and no
 * thread behind, which would wake up every three seconds. The price is a new connection, and with
 * TLS a handshake, for each batch. Used by one thread; {@link #close} may come from another, and
 * ends what is under way.
 */
final class WebClient {
    /** How long is waited for a connection, and for the whole of an answer. */
    record Patience(Duration connect, Duration answer) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /** What came back. */
    sealed interface Answer {
        /** Any 2xx. */
        record Taken() implements Answer {}

        /** Another status than 2xx. */
        record Said(int status, String why) implements Answer {}

        /**
         * Nothing that could be called an answer.
         *
         * @param mistrust it is a matter of TLS and certificates
         */
        record Away(String why, boolean mistrust) implements Answer {}
    }

    /** As curl has it, which Sonar sends with. */
    private static final int PROXY_PORT = 1080;

    private static final int MOST_KEPT = 4096;

    private final Web web;
    private final String contentType;
    private final Optional<String> authorization;
    private final Patience patience;
    private Optional<SSLContext> trust = Optional.empty();
    private volatile Optional<HttpClient> open = Optional.empty();

    /**
     * @param authorization the header of that name
     */
    WebClient(Web web, String contentType, Optional<String> authorization, Patience patience) {
        this.web = web;
        this.contentType = contentType;
        this.authorization = authorization;
        this.patience = patience;
    }

    /**
     * Sends these bytes, one after the other, and waits for the answer.
     *
     * @throws InterruptedException at once when the thread is interrupted; what was sent may have
     *     arrived or not
     */
    Answer post(URI to, List<byte[]> body) throws InterruptedException {
        return ask(to, "POST", publisher(body));
    }

    /**
     * Sends nothing: to learn whether somebody is there.
     *
     * @throws InterruptedException as {@link #post} does
     */
    Answer head(URI to) throws InterruptedException {
        return ask(to, "HEAD", BodyPublishers.noBody());
    }

    private Answer ask(URI to, String method, BodyPublisher body) throws InterruptedException {
        WebTrouble trouble = new WebTrouble(web, to);
        try {
            FirstBytes said = new FirstBytes();
            int status = exchange(connected(), request(to, method, body), said);
            return status / 100 == 2
                    ? new Answer.Taken()
                    : new Answer.Said(status, trouble.answered(status, said.text()));
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            // A CA file that was renewed is taken up by the next attempt.
            if (WebTrouble.isTls(failure)) trust = Optional.empty();
            return new Answer.Away(trouble.why(failure), WebTrouble.isTls(failure));
        } catch (TimeoutException e) {
            return new Answer.Away(trouble.late(patience.answer().toSeconds()), false);
        } catch (IOException | GeneralSecurityException e) {
            return new Answer.Away(trouble.untrusting(e), true);
        } catch (IllegalArgumentException e) {
            // An address that cannot be asked, such as a port beyond 65535.
            return new Answer.Away(trouble.why(e), false);
        }
    }

    private int exchange(HttpClient client, HttpRequest request, FirstBytes said)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, BodyHandlers.ofByteArrayConsumer(said));
        try {
            return answer.get(patience.answer().toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } finally {
            boolean _ = answer.cancel(true);
        }
    }

    private HttpRequest request(URI to, String method, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).header("Content-Type", contentType).method(method, body);
        authorization.ifPresent(a -> request.header("Authorization", a));
        return request.build();
    }

    /** Without its length the client would send chunks. */
    private static BodyPublisher publisher(List<byte[]> body) {
        long length = body.stream().mapToLong(part -> part.length).sum();
        return BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(body), length);
    }

    private HttpClient connected() throws IOException, GeneralSecurityException {
        Optional<HttpClient> there = open;
        if (there.isPresent()) return there.get();
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        .connectTimeout(patience.connect())
                        .proxy(
                                web.proxy()
                                        .map(WebClient::through)
                                        .orElse(HttpClient.Builder.NO_PROXY));
        if ("https".equals(web.endpoint().getScheme())) builder.sslContext(trust());
        HttpClient made = builder.build();
        open = Optional.of(made);
        return made;
    }

    /** Looked up anew for each connection. */
    private static ProxySelector through(URI proxy) {
        int port = proxy.getPort() == -1 ? PROXY_PORT : proxy.getPort();
        return ProxySelector.of(InetSocketAddress.createUnresolved(proxy.getHost(), port));
    }

    /** Kept between batches, as Java's own list takes long to read. */
    private SSLContext trust() throws IOException, GeneralSecurityException {
        if (trust.isPresent()) return trust.get();
        SSLContext made = ServerTrust.context(web.caFile(), web.verifyHostname());
        trust = Optional.of(made);
        return made;
    }

    /** Lets go of connection and threads until the next {@link #post}. */
    void hangUp() {
        open.ifPresent(HttpClient::shutdownNow);
        open = Optional.empty();
    }

    /** Ends what is under way, and waits this long for its threads. */
    void close(Duration most) {
        Optional<HttpClient> last = open;
        hangUp();
        try {
            if (last.isPresent()) {
                boolean _ = last.get().awaitTermination(most);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps the beginning of an answer, for the log; the rest goes by. */
    private static final class FirstBytes implements Consumer<Optional<byte[]>> {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);

        @Override
        public void accept(Optional<byte[]> more) {
            more.ifPresent(b -> kept.write(b, 0, Math.min(b.length, MOST_KEPT - kept.size())));
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
