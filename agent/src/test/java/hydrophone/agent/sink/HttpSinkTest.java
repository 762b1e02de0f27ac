package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.agent.config.Destination.Login;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.agent.sink.TestServer.Answer;
import hydrophone.agent.sink.TestServer.Request;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

final class HttpSinkTest {
    private static final List<Outgoing> ALL =
            Stream.of(MessageType.values()).map(type -> Messages.of(type, 1, "{}\n")).toList();

    private Function<Request, Answer> answers = _ -> Answer.OK;
    private final TestServer server = TestServer.plain(request -> answers.apply(request));

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Outcome> send(List<Outgoing> batch) throws InterruptedException {
        return new HttpSink(Webs.http(server.at("/v0")), "").send(batch);
    }

    private List<String> paths() {
        return server.requests().stream().map(Request::path).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0/insert", "/api/v0/insert/"})
    void send_eachType_hasItsAddress(String root) throws InterruptedException {
        List<Outcome> _ = new HttpSink(Webs.http(server.at(root)), "").send(ALL);
        assertEquals(
                List.of(
                        "/api/v0/insert/sample",
                        "/api/v0/insert/sysinfo",
                        "/api/v0/insert/job",
                        "/api/v0/insert/cluster"),
                paths());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void send_serverWithoutAPath_hasItsAddressToo(String root) throws InterruptedException {
        List<Outcome> _ = new HttpSink(Webs.http(server.at(root)), "").send(ALL.subList(0, 1));
        assertEquals(List.of("/sample"), paths());
    }

    @Test
    void send_prefix_standsBeforeTheType() throws InterruptedException {
        List<Outcome> _ = new HttpSink(Webs.http(server.at("/v0")), "test").send(ALL.subList(0, 1));
        assertEquals(List.of("/v0/test.sample"), paths());
    }

    @Test
    void send_message_isJsonWithALength() throws InterruptedException {
        List<Outcome> _ = send(ALL.subList(0, 1));
        Request request = server.requests().getFirst();
        assertEquals("POST", request.method());
        assertEquals("application/json", request.header("Content-Type"));
        assertEquals("3", request.header("Content-Length"));
        assertEquals("", request.header("Authorization"));
        assertEquals("{}\n", new String(request.body(), StandardCharsets.UTF_8));
    }

    @Test
    void send_login_isBasicInUtf8() throws InterruptedException {
        Login login = new Login("c.no", "pä:ß");
        List<Outcome> _ = new HttpSink(Webs.http(server.at("/"), login), "").send(ALL);
        for (Request request : server.requests()) {
            String[] words = request.header("Authorization").split(" ", -1);
            assertEquals("Basic", words[0]);
            byte[] text = Base64.getDecoder().decode(words[1]);
            assertEquals("c.no:pä:ß", new String(text, StandardCharsets.UTF_8));
        }
    }

    @Test
    void send_oneTypeUnknownToTheServer_othersGo() throws InterruptedException {
        answers = r -> r.path().endsWith("/sysinfo") ? new Answer(404, "no such") : Answer.OK;
        Outcome later = new Later(server.at("/v0/sysinfo") + " answered 404: no such");
        Outcome accepted = new Accepted();
        List<Outgoing> batch = new ArrayList<>(ALL);
        batch.addAll(ALL);
        assertEquals(
                List.of(accepted, later, accepted, accepted, accepted, later, accepted, accepted),
                send(batch));
        assertEquals(1, paths().stream().filter("/v0/sysinfo"::equals).count());
    }

    @Test
    void send_tooLarge_isRefused_othersGo() throws InterruptedException {
        answers = r -> r.body().length > 3 ? new Answer(413, "") : Answer.OK;
        Outcome refused = new Refused(server.at("/v0/sample") + " answered 413");
        assertEquals(
                List.of(refused, new Accepted()),
                send(List.of(Messages.of(MessageType.SAMPLE, 1, "{ }\n"), ALL.getFirst())));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void send_anySuccess_isSuccess(int status) throws InterruptedException {
        answers = _ -> new Answer(status, "");
        assertEquals(List.of(new Accepted()), send(ALL.subList(0, 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 307, 400, 401, 403, 407, 408, 429, 500, 503})
    void send_anyOtherStatus_waits(int status) throws InterruptedException {
        answers = _ -> new Answer(status, "why\nmore");
        assertEquals(
                List.of(new Later(server.at("/v0/sample") + " answered " + status + ": why")),
                send(ALL.subList(0, 1)));
    }
}
