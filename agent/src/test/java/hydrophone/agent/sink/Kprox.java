package hydrophone.agent.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.agent.sink.TestServer.Answer;
import hydrophone.agent.sink.TestServer.Request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Answers as Sonar's proxy does, and is stricter: exactly one newline stands before a control
 * object, which has no member that it does not know. As there, what stands before an error in a
 * body is handed on all the same.
 */
public final class Kprox implements Function<Request, Answer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TEXTS =
            Set.of("topic", "key", "client", "sasl-user", "sasl-password");

    private final Map<String, String> passwords;
    private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
    private final List<String> clients = new CopyOnWriteArrayList<>();

    /**
     * @param passwords of each user; none = everybody may
     */
    Kprox(Map<String, String> passwords) {
        this.passwords = passwords;
    }

    /** One that lets in everybody. */
    public static Kprox open() {
        return new Kprox(Map.of());
    }

    List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    /** Topics of what arrived, in order. */
    public List<String> topics() {
        return arrived.stream().map(Arrived::topic).toList();
    }

    List<String> clients() {
        return List.copyOf(clients);
    }

    /** Why a request is not taken, as its answer. */
    private static final class Bad extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Bad(int status, String text) {
            super(text);
            this.status = status;
        }
    }

    @Override
    public Answer apply(Request request) {
        if (!request.method().equals("POST")) return new Answer(403, "Bad method");
        if (!request.header("Content-Type").equals("application/octet-stream"))
            return new Answer(400, "Bad content-type");
        try {
            for (int at = 0; at < request.body().length; ) at = message(request.body(), at);
            return Answer.OK;
        } catch (Bad e) {
            return new Answer(e.status, String.valueOf(e.getMessage()));
        }
    }

    /** Where the next one begins. */
    private int message(byte[] body, int at) throws Bad {
        if (body[at] != '\n') throw new Bad(400, "Trailing junk");
        int end = at + 1;
        while (end < body.length && body[end] != '\n') end++;
        if (end == body.length) throw new Bad(400, "Malformed control object");
        JsonNode control = control(new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8));
        long size = control.path("data-size").longValue();
        if (size < 0 || end + 1 + size > body.length)
            throw new Bad(400, "Out of bounds data length");
        authorize(control);
        byte[] value = new byte[(int) size];
        System.arraycopy(body, end + 1, value, 0, value.length);
        clients.add(control.path("client").textValue());
        arrived.add(
                Arrived.of(
                        control.path("topic").textValue(),
                        Optional.of(control.path("key").textValue()),
                        value));
        return end + 1 + value.length;
    }

    private static JsonNode control(String line) throws Bad {
        try {
            JsonNode control = JSON.readTree(line);
            List<String> wrong = new ArrayList<>();
            control.properties()
                    .forEach(member -> {
                        boolean text =
                                TEXTS.contains(member.getKey()) && member.getValue().isTextual();
                        boolean size =
                                member.getKey().equals("data-size") && member.getValue().isInt();
                        if (!text && !size) wrong.add(member.getKey());
                    });
            boolean whole = control.has("topic") && control.has("key") && control.has("client");
            if (whole && control.has("data-size") && wrong.isEmpty()) return control;
        } catch (IOException e) {
            throw (Bad) new Bad(400, "Malformed control object").initCause(e);
        }
        throw new Bad(400, "Malformed control object");
    }

    private void authorize(JsonNode control) throws Bad {
        if (passwords.isEmpty()) return;
        String wanted = passwords.get(control.path("sasl-user").asText());
        if (wanted == null || !wanted.equals(control.path("sasl-password").asText()))
            throw new Bad(401, "Bad credentials");
    }
}
