package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Http;
import hydrophone.agent.config.Destination.Login;
import hydrophone.agent.config.Destination.Pace;
import hydrophone.agent.config.Destination.Rest;
import hydrophone.agent.config.Destination.Web;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Web destinations for tests. */
final class Webs {
    private static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO);

    private Webs() {}

    static Web web(URI endpoint) {
        return web(endpoint, OptionalLong.empty());
    }

    static Web web(URI endpoint, OptionalLong limit) {
        return new Web(endpoint, Optional.empty(), limit, Optional.empty(), true);
    }

    static Web through(URI proxy, URI endpoint) {
        return new Web(endpoint, Optional.of(proxy), OptionalLong.empty(), Optional.empty(), true);
    }

    static Web trusting(Path caFile, URI endpoint, boolean verifyHostname) {
        return new Web(
                endpoint,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.of(caFile),
                verifyHostname);
    }

    static Rest rest(Web web) {
        return new Rest(web, Optional.empty(), AT_ONCE);
    }

    static Rest rest(Web web, Login login) {
        return new Rest(web, Optional.of(login), AT_ONCE);
    }

    static Http http(URI root) {
        return http(web(root));
    }

    static Http http(Web web) {
        return new Http(web, Optional.empty(), AT_ONCE);
    }

    static Http http(URI root, Login login) {
        return new Http(web(root), Optional.of(login), AT_ONCE);
    }
}
