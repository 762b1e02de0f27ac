package hydrophone.testing.slurm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Messages as an agent prints them, read apart from our own codec. */
public final class Printed {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "{\"topic\":\"";
    private static final String VALUE = " \"value\":";

    private Printed() {}

    /** A daemon's messages of this kind; one that is not printed to its end yet is left out. */
    public static List<JsonNode> messages(String out, String kind) {
        List<JsonNode> messages = new ArrayList<>();
        String topic = "";
        String whole = out.substring(0, out.lastIndexOf('\n') + 1);
        for (String line : whole.split("\n", -1)) {
            if (line.startsWith(TOPIC)) topic = line.substring(TOPIC.length());
            boolean ours = topic.startsWith("test.cluster." + kind + "\"");
            if (ours && line.startsWith(VALUE)) messages.add(json(line.substring(VALUE.length())));
        }
        return messages;
    }

    /** What a one-shot printed: a message a line. */
    public static List<JsonNode> lines(String out) {
        return out.lines().filter(line -> !line.isBlank()).map(Printed::json).toList();
    }

    /** Details of the error envelopes among messages. */
    public static List<String> errors(List<JsonNode> messages) {
        List<String> details = new ArrayList<>();
        for (JsonNode message : messages) {
            message.path("errors").forEach(error -> details.add(error.path("detail").asText()));
        }
        return details;
    }

    /** The times of the messages that hold data. */
    public static List<OffsetDateTime> times(List<JsonNode> messages) {
        return messages.stream()
                .filter(message -> message.has("data"))
                .map(message -> message.at("/data/attributes/time").asText())
                .map(OffsetDateTime::parse)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
