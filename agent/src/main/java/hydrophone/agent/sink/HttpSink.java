package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Http;
import hydrophone.agent.config.Destination.Login;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.agent.sink.WebClient.Answer.Away;
import hydrophone.agent.sink.WebClient.Answer.Said;
import hydrophone.agent.sink.WebClient.Answer.Taken;
import hydrophone.message.MessageType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sends each message in a POST of its own to {@code <api-root>/<[prefix.]type>}, as Sonar does, and
 * again until the server has answered 2xx; what it calls too large (413) is refused. Any other
 * status holds up that topic alone, as a server may not know one type yet; a server that cannot be
 * reached is asked once a batch. Topics keep their order.
 *
 * <p>The price: a round trip for each message. Neither topic nor node travels but in the message
 * itself.
 */
public final class HttpSink implements Sink {
    private static final int TOO_LARGE = 413;

    private final URI root;
    private final String topicPrefix;
    private final WebClient server;

    /**
     * @param topicPrefix "" for none
     */
    public HttpSink(Http http, String topicPrefix) {
        this(http, topicPrefix, WebClient.Patience.USUAL);
    }

    HttpSink(Http http, String topicPrefix, WebClient.Patience patience) {
        this.root = http.web().endpoint();
        this.topicPrefix = topicPrefix;
        this.server =
                new WebClient(
                        http.web(),
                        "application/json",
                        http.login().map(HttpSink::basic),
                        patience);
    }

    private static String basic(Login login) {
        byte[] text = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    @Override
    public String name() {
        return "http " + root;
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) throws InterruptedException {
        try {
            return OneByOne.send(batch, new Attempts()::post);
        } finally {
            server.hangUp();
        }
    }

    /** Those of one batch. */
    private final class Attempts {
        private Optional<Outcome> away = Optional.empty();

        Outcome post(Outgoing message) throws InterruptedException {
            if (away.isPresent()) return away.get();
            return switch (server.post(address(message.type()), List.of(message.value()))) {
                case Taken _ -> new Accepted();
                case Said(int status, String why) when status == TOO_LARGE -> new Refused(why);
                case Said(_, String why) -> new Later(why);
                case Away(String why, _) -> {
                    away = Optional.of(new Later(why));
                    yield away.get();
                }
            };
        }
    }

    private URI address(MessageType type) {
        String tag = topicPrefix.isEmpty() ? type.word() : topicPrefix + "." + type.word();
        String text = root.toString();
        return URI.create(text.endsWith("/") ? text + tag : text + "/" + tag);
    }

    @Override
    public void close(Duration patience) {
        server.close(patience);
    }
}
