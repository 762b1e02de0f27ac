package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Web;
import hydrophone.agent.sink.WebClient.Answer.Away;
import hydrophone.agent.sink.WebClient.Answer.Said;
import hydrophone.agent.sink.WebClient.Answer.Taken;
import hydrophone.kafka.Trouble.Kind;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Comes to a web server as the daemon's sink does, and asks for nothing (HEAD): whether somebody is
 * there and is trusted. Neither a message nor a password is sent, so whether the server takes them
 * stays open, and is said to.
 */
public final class WebVisit {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PROXY_LOGIN = 407;
    private static final int SERVERS_FAULT = 500;
    private static final int HTTPS = 443;

    private final Web web;
    private final InstantSource clock;
    private final Consumer<Finding> found;

    /**
     * @param found is told each thing as soon as it is known
     */
    public WebVisit(Web web, InstantSource clock, Consumer<Finding> found) {
        this.web = web;
        this.clock = clock;
        this.found = found;
    }

    /**
     * Looks.
     *
     * @throws InterruptedException when told to end meanwhile
     */
    public void look() throws InterruptedException {
        WebClient client =
                new WebClient(
                        web,
                        "application/octet-stream",
                        Optional.empty(),
                        new WebClient.Patience(PATIENCE, PATIENCE));
        try {
            Finding finding = finding(client.head(web.endpoint()));
            found.accept(finding);
            if (finding.level() != Finding.Level.WRONG) certificate();
        } finally {
            client.close(Duration.ofSeconds(1));
        }
    }

    private Finding finding(WebClient.Answer answer) {
        return switch (answer) {
            case Taken _ -> Finding.good(open("answers"));
            case Said(int status, String why) when status == PROXY_LOGIN ->
                    Finding.wrong(
                            Kind.REFUSED, why + ": the proxy wants a login, and none can be set");
            case Said(int status, String why) when status >= SERVERS_FAULT ->
                    Finding.warning(why + "; messages wait until it answers 2xx");
            case Said(int status, _) -> Finding.good(open("answers (" + status + " to HEAD)"));
            case Away(String why, boolean mistrust) ->
                    Finding.wrong(mistrust ? Kind.CONFIGURATION : Kind.UNREACHABLE, why);
        };
    }

    private String open(String answers) {
        return web.endpoint()
                + " "
                + answers
                + "; whether it takes messages, and the password, shows with the first one";
    }

    /** A proxy hides it. */
    private void certificate() {
        URI to = web.endpoint();
        if (!"https".equals(to.getScheme()) || web.proxy().isPresent()) return;
        ServerCertificate.look(
                        to.getHost(),
                        to.getPort() == -1 ? HTTPS : to.getPort(),
                        clock.instant(),
                        "it must be renewed there")
                .ifPresent(found);
    }
}
