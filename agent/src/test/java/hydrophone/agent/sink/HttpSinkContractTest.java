package hydrophone.agent.sink;

import hydrophone.agent.sink.TestServer.Answer;

import java.util.List;
import java.util.Optional;

/** Neither cluster nor node are told but in the message itself. */
final class HttpSinkContractTest extends SinkContract {
    private final TestServer server = TestServer.plain(_ -> Answer.OK);
    private final Sink sink = new HttpSink(Webs.http(server.at("/api/v0/insert")), "");

    @Override
    Sink sink() {
        return sink;
    }

    @Override
    List<Arrived> arrived() {
        return server.requests().stream()
                .map(r ->
                        Arrived.of(
                                r.path().replace("/api/v0/insert/", "c.no."),
                                Optional.empty(),
                                r.body()))
                .toList();
    }

    @Override
    Arrived expected(Outgoing message) {
        return Arrived.of(message.topic(), Optional.empty(), message.value());
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
