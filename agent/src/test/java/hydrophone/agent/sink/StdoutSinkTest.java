package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
        List<Outcome> _ = new StdoutSink(out, "c/n1", () -> {}).send(List.of(MESSAGE));
        assertEquals(
                "{\"topic\":\"c.sample\",\n \"key\":\"n1\",\n \"client\":\"c/n1\",\n"
                        + " \"value\":{\"a\":\"ø\"}\n}\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void send_readerWentAway_saysSo() {
        AtomicInteger gone = new AtomicInteger();
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        List<Outcome> outcomes =
                new StdoutSink(broken, "c/n1", gone::incrementAndGet).send(List.of(MESSAGE));
        assertInstanceOf(Outcome.Later.class, outcomes.getFirst());
        assertEquals(1, gone.get());
    }
}
