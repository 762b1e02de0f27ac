package hydrophone.agent.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints messages, each in five lines, byte for byte as Sonar's daemon does without a sink:
 *
 * <pre>
 * {"topic":"T",
 *  "key":"K",
 *  "client":"C",
 *  "value":{…}
 * }
 * </pre>
 *
 * A reader that went away ends the daemon: nobody could see its messages any more.
 */
public final class StdoutSink implements Sink {
    private final OutputStream out;
    private final String client;
    private final Runnable gone;

    /**
     * @param client {@code <cluster>/<node>}
     * @param gone called when the output cannot be written any more
     */
    public StdoutSink(OutputStream out, String client, Runnable gone) {
        this.out = out;
        this.client = client;
        this.gone = gone;
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Outgoing message : batch) outcomes.add(write(message));
        return outcomes;
    }

    private Outcome write(Outgoing message) {
        try {
            out.write(text(message));
            out.flush();
            return new Outcome.Accepted();
        } catch (IOException e) {
            gone.run();
            return new Outcome.Later("standard output is closed");
        }
    }

    private byte[] text(Outgoing message) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(message.value().length + 200);
        String head =
                "{\"topic\":\""
                        + message.topic()
                        + "\",\n \"key\":\""
                        + message.key()
                        + "\",\n \"client\":\""
                        + client
                        + "\",\n \"value\":";
        text.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        text.writeBytes(message.value());
        text.writeBytes("}\n".getBytes(StandardCharsets.UTF_8));
        return text.toByteArray();
    }

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public void close(Duration patience) {}
}
