package hydrophone.agent.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Prints messages, each in five lines, byte for byte as Sonar's daemon does without a sink, but
 * that topic, key and client are JSON whatever they hold:
 *
 * <pre>
 * {"topic":"T",
 *  "key":"K",
 *  "client":"C",
 *  "value":{…}
 * }
 * </pre>
 *
 * Output that cannot be written ends the daemon: nobody could see its messages any more.
 */
public final class StdoutSink implements Sink {
    private final OutputStream out;
    private final String client;
    private final Consumer<String> gone;

    /**
     * @param client {@code <cluster>/<node>}
     * @param gone told why the output cannot be written any more
     */
    public StdoutSink(OutputStream out, String client, Consumer<String> gone) {
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
            // Its reader went away, or a disk is full: the cause is the system's own words.
            String why = "standard output cannot be written (" + e.getMessage() + ")";
            gone.accept(why);
            return new Outcome.Later(why);
        }
    }

    private byte[] text(Outgoing message) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(message.value().length + 200);
        String head =
                "{\"topic\":"
                        + JsonText.quoted(message.topic())
                        + ",\n \"key\":"
                        + JsonText.quoted(message.key())
                        + ",\n \"client\":"
                        + JsonText.quoted(client)
                        + ",\n \"value\":";
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
