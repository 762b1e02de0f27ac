package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Login;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** In small bodies, with a password that JSON must escape. */
final class RestSinkContractTest extends SinkContract {
    private static final Login LOGIN = new Login("c.no", "p\"a\\ss\nwörd");

    private final Kprox kprox = new Kprox(Map.of(LOGIN.user(), LOGIN.password()));
    private final TestServer server = TestServer.plain(kprox);
    private final Sink sink =
            new RestSink(
                    Webs.rest(Webs.web(server.at("/"), OptionalLong.of(2000)), LOGIN), "c.no/n1");

    @Override
    Sink sink() {
        return sink;
    }

    @Override
    List<Arrived> arrived() {
        return kprox.arrived();
    }

    @Override
    Arrived expected(Outgoing message) {
        return Arrived.whole(message);
    }

    @Override
    void away() {
        server.stop();
    }

    @Override
    void back() {
        server.start();
    }

    @Override
    void end() {
        server.close();
    }
}
