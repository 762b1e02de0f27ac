package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class StdoutSinkTest {
    private static final Outgoing MESSAGE = Messages.to("c.sample", "{\"a\":\"ø\"}\n");

    @Test
    void send_printsSonarsFiveLines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Outcome> _ = new StdoutSink(out, "c/n1", _ -> {}).send(List.of(MESSAGE));
        assertEquals(
                "{\"topic\":\"c.sample\",\n \"key\":\"n1\",\n \"client\":\"c/n1\",\n"
                        + " \"value\":{\"a\":\"ø\"}\n}\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void send_oddNames_areJsonAllTheSame() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Outgoing odd =
                new Outgoing(
                        MESSAGE.type(),
                        "t\"",
                        "n\\\n\u0001ø",
                        MESSAGE.value(),
                        MESSAGE.time(),
                        MESSAGE.place());
        List<Outcome> _ = new StdoutSink(out, "c/\"n\"", _ -> {}).send(List.of(odd));
        assertEquals(
                """
                {"topic":"t\\"",
                 "key":"n\\\\\\n\\u0001ø",
                 "client":"c/\\"n\\"",
                 "value":{"a":"ø"}
                }
                """,
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void send_cannotBeWritten_saysWhy() {
        List<String> gone = new ArrayList<>();
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        List<Outcome> outcomes = new StdoutSink(broken, "c/n1", gone::add).send(List.of(MESSAGE));
        assertInstanceOf(Outcome.Later.class, outcomes.getFirst());
        assertEquals(List.of("standard output cannot be written (No space left on device)"), gone);
    }
}
