package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.agent.config.Destination.Login;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.agent.sink.TestServer.Answer;
import hydrophone.agent.sink.TestServer.Request;
import hydrophone.testing.RecordingLogger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

final class RestSinkTest {
    private static final Login LOGIN = new Login("c.no", "secret");

    private final Kprox kprox = new Kprox(Map.of("c.no", "secret"));
    private final RecordingLogger log = new RecordingLogger();
    private final List<TestServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }

    private TestServer server(Function<Request, Answer> answers) {
        TestServer server = TestServer.plain(answers);
        servers.add(server);
        return server;
    }

    private RestSink sink(TestServer server, OptionalLong limit, Login login) {
        return new RestSink(
                Webs.rest(Webs.web(server.at("/in"), limit), login),
                "c.no/n1",
                WebClient.Patience.USUAL,
                log);
    }

    private RestSink sink(TestServer server) {
        return sink(server, OptionalLong.empty(), LOGIN);
    }

    private static List<Outgoing> messages(String... values) {
        return List.of(values).stream().map(v -> Messages.to("c.no.sample", v + "\n")).toList();
    }

    private static boolean holds(Request request, String text) {
        return new String(request.body(), StandardCharsets.UTF_8).contains(text);
    }

    @Test
    void send_severalMessages_areOnePostWithALength() throws InterruptedException {
        TestServer server = server(kprox);
        List<Outcome> _ = sink(server).send(messages("a", "b", "c"));
        assertEquals(1, server.requests().size());
        Request request = server.requests().getFirst();
        assertEquals("POST", request.method());
        assertEquals("/in", request.path());
        assertEquals("application/octet-stream", request.header("Content-Type"));
        assertEquals(String.valueOf(request.body().length), request.header("Content-Length"));
        assertEquals("", request.header("Transfer-Encoding"));
        assertEquals("", request.header("Upgrade"));
        assertEquals(List.of("c.no/n1", "c.no/n1", "c.no/n1"), kprox.clients());
    }

    @Test
    void send_wrongPassword_waitsAndSaysWhatTheProxySays() throws InterruptedException {
        TestServer server = server(kprox);
        RestSink sink = sink(server, OptionalLong.empty(), new Login("c.no", "wrong"));
        Outcome later = new Later(server.at("/in") + " answered 401: Bad credentials");
        assertEquals(List.of(later, later), sink.send(messages("a", "b")));
    }

    @Test
    void send_failureAmongBodies_theRestIsNotTried() throws InterruptedException {
        TestServer server =
                server(r -> holds(r, "b") && holds(r, "wait") ? new Answer(503, "") : Answer.OK);
        Outcome later = new Later(server.at("/in") + " answered 503");
        RestSink sink = sink(server, OptionalLong.of(300), LOGIN);
        assertEquals(
                List.of(new Accepted(), later, later, later),
                sink.send(messages("a", "b wait", "c", "d")));
        assertEquals(2, server.requests().size());
    }

    @Test
    void send_tooLargeTogether_goesOneByOne() throws InterruptedException {
        TestServer server =
                server(r -> r.body().length > 300 ? new Answer(413, "large") : kprox.apply(r));
        Outcome accepted = new Accepted();
        Outcome refused = new Refused(server.at("/in") + " answered 413: large");
        List<Outgoing> batch = messages("a", "x".repeat(400), "b");
        assertEquals(List.of(accepted, refused, accepted), sink(server).send(batch));
        assertEquals(
                List.of(Arrived.whole(batch.get(0)), Arrived.whole(batch.get(2))), kprox.arrived());
    }

    @Test
    void send_oneByOne_stopsAtTheFirstThatWaits() throws InterruptedException {
        TestServer server =
                server(r -> {
                    if (holds(r, "a\n") && holds(r, "c\n")) return new Answer(413, "");
                    return holds(r, "b\n") ? new Answer(500, "") : Answer.OK;
                });
        Outcome later = new Later(server.at("/in") + " answered 500");
        assertEquals(
                List.of(new Accepted(), later, later), sink(server).send(messages("a", "b", "c")));
        assertEquals(3, server.requests().size());
    }

    @Test
    void send_beyondTheLimit_goesAlone_saidOnce() throws InterruptedException {
        TestServer server = server(kprox);
        RestSink sink = sink(server, OptionalLong.of(2000), LOGIN);
        String large = "x".repeat(3000);
        List<Outgoing> batch = messages("a", large, "b", large);
        for (Outcome outcome : sink.send(batch)) assertEquals(new Accepted(), outcome);
        assertEquals(4, server.requests().size());
        assertEquals(batch.stream().map(Arrived::whole).toList(), kprox.arrived());
        assertEquals(
                List.of(
                        "WARN A message of 2 KiB to c.no.sample is beyond http-payload-limit and"
                                + " goes alone (this is said once)"),
                log.lines);
    }
}
