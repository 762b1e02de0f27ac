package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Rest;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.agent.sink.WebClient.Answer.Away;
import hydrophone.agent.sink.WebClient.Answer.Said;
import hydrophone.agent.sink.WebClient.Answer.Taken;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Sends to a proxy that hands messages to Kafka (Sonar's kprox): several in one POST, below {@code
 * http-payload-limit}, and all of them again until the proxy has answered 2xx. What it calls too
 * large (413) is tried message by message, and a message that is too large even alone is refused.
 * After a failure the rest of a batch is not tried, so that topics keep their order.
 *
 * <p>The price: a proxy that fails in the middle of a POST has handed on its beginning, which then
 * comes twice. And its 2xx says that it has read the messages, not that Kafka has them: kprox keeps
 * them in memory until then.
 */
public final class RestSink implements Sink {
    private static final int TOO_LARGE = 413;

    private final Logger log;
    private final URI endpoint;
    private final KproxBody body;
    private final WebClient proxy;
    private boolean warned;

    /**
     * @param client {@code <cluster>/<node>}
     */
    public RestSink(Rest rest, String client) {
        this(rest, client, WebClient.Patience.USUAL, LoggerFactory.getLogger(RestSink.class));
    }

    RestSink(Rest rest, String client, WebClient.Patience patience, Logger log) {
        this.log = log;
        this.endpoint = rest.web().endpoint();
        this.body = new KproxBody(client, rest.login(), rest.web().payloadLimit());
        this.proxy =
                new WebClient(rest.web(), "application/octet-stream", Optional.empty(), patience);
    }

    @Override
    public String name() {
        return "rest " + endpoint;
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) throws InterruptedException {
        batch.forEach(this::warn);
        try {
            return inTurn(body.split(batch));
        } finally {
            proxy.hangUp();
        }
    }

    private void warn(Outgoing message) {
        if (warned || body.fits(message)) return;
        warned = true;
        log.warn(
                "A message of {} KiB to {} is beyond http-payload-limit and goes alone (this is"
                        + " said once)",
                message.value().length / 1024,
                message.topic());
    }

    /** Until the first that has to wait. */
    private List<Outcome> inTurn(List<List<Outgoing>> bodies) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        Optional<Outcome> wait = Optional.empty();
        for (List<Outgoing> messages : bodies) {
            if (wait.isPresent()) outcomes.addAll(all(messages, wait.get()));
            else outcomes.addAll(post(messages));
            if (outcomes.getLast() instanceof Later later) wait = Optional.of(later);
        }
        return outcomes;
    }

    private List<Outcome> post(List<Outgoing> messages) throws InterruptedException {
        return switch (proxy.post(endpoint, body.of(messages))) {
            case Taken _ -> all(messages, new Accepted());
            case Away(String why, _) -> all(messages, new Later(why));
            case Said(int status, String why) when status == TOO_LARGE ->
                    messages.size() == 1 ? List.of(new Refused(why)) : inTurn(alone(messages));
            case Said(_, String why) -> all(messages, new Later(why));
        };
    }

    private static List<Outcome> all(List<Outgoing> messages, Outcome outcome) {
        return Collections.nCopies(messages.size(), outcome);
    }

    private static List<List<Outgoing>> alone(List<Outgoing> messages) {
        return messages.stream().map(List::of).toList();
    }

    @Override
    public void close(Duration patience) {
        proxy.close(patience);
    }
}
