package hydrophone.agent.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real standard output never comes back, and the daemon ends when it goes; here it does come
 * back, so that it can be seen that nothing is accepted meanwhile.
 */
final class StdoutSinkContractTest extends SinkContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Sink sink = new StdoutSink(new Breakable(), "c.no/n1", _ -> {});
    private boolean broken;

    private final class Breakable extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (broken) throw new IOException("Broken pipe");
            out.write(bytes, from, length);
        }
    }

    @Override
    Sink sink() {
        return sink;
    }

    /** Five lines each, as values here are of one line. */
    @Override
    List<Arrived> arrived() {
        String[] lines = out.toString(StandardCharsets.ISO_8859_1).split("\n", -1);
        List<Arrived> all = new ArrayList<>();
        for (int i = 0; i + 4 < lines.length; i += 5) {
            String topic = text(between(lines[i], "{\"topic\":", ","));
            String key = text(between(lines[i + 1], " \"key\":", ","));
            String client = text(between(lines[i + 2], " \"client\":", ","));
            String value = between(lines[i + 3], " \"value\":", "");
            if (!lines[i + 4].equals("}") || !client.equals("c.no/n1"))
                throw new AssertionError(client + lines[i + 4]);
            all.add(new Arrived(topic, Optional.of(key), value + "\n"));
        }
        return all;
    }

    private static String between(String line, String head, String tail) {
        if (line.startsWith(head) && line.endsWith(tail))
            return line.substring(head.length(), line.length() - tail.length());
        throw new AssertionError("expected " + head + "…" + tail + ", found " + line);
    }

    private static String text(String latin1) {
        try {
            byte[] json = latin1.getBytes(StandardCharsets.ISO_8859_1);
            return JSON.readValue(new String(json, StandardCharsets.UTF_8), String.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Arrived expected(Outgoing message) {
        return Arrived.whole(message);
    }

    @Override
    void away() {
        broken = true;
    }

    @Override
    void back() {
        broken = false;
    }

    @Override
    void end() {}
}
