package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

final class StdoutSinkTest {
    private static final Outgoing MESSAGE =
            new Outgoing(
                    "c.sample",
                    "n1",
                    "{\"a\":\"ø\"}\n".getBytes(StandardCharsets.UTF_8),
                    Instant.EPOCH);

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
