package hydrophone.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples as a reader of the agent's standard output sees them, and when. Only what the verdict
 * needs is kept of each; messages of the Slurm master are kept whole.
 */
final class Arrivals {
    private static final String TOPIC = "{\"topic\":\"";
    private static final String VALUE = " \"value\":";

    private final List<Sample> samples = new ArrayList<>();
    private final List<JsonNode> jobs = new ArrayList<>();
    private final List<JsonNode> clusters = new ArrayList<>();
    private final ObjectMapper json = new ObjectMapper();
    private int others;

    /**
     * One sample.
     *
     * @param time the cadence point that it is of
     * @param arrived when its last byte was read
     */
    record Sample(
            Instant time,
            Instant arrived,
            long seq,
            double interval,
            int processes,
            List<String> errors) {
        double delay() {
            return (arrived.toEpochMilli() - time.toEpochMilli()) / 1e3;
        }
    }

    /** Reads until the end of the output. */
    void read(BufferedReader out, InstantSource clock) throws IOException {
        String topic = "";
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(TOPIC)) topic = line.substring(TOPIC.length(), line.length() - 2);
            if (!line.startsWith(VALUE)) continue;
            Instant arrived = clock.instant();
            message(topic, json.readTree(line.substring(VALUE.length())), arrived);
        }
    }

    private synchronized void message(String topic, JsonNode message, Instant arrived) {
        switch (topic.substring(topic.lastIndexOf('.') + 1)) {
            case "job" -> jobs.add(message);
            case "cluster" -> clusters.add(message);
            default -> sample(message, arrived);
        }
    }

    private void sample(JsonNode message, Instant arrived) {
        JsonNode data = message.path("data");
        if (!data.path("type").asText().equals("sample")) {
            others++;
            return;
        }
        JsonNode attributes = data.path("attributes");
        int processes = 0;
        for (JsonNode job : attributes.path("jobs")) processes += job.path("processes").size();
        List<String> errors = new ArrayList<>();
        attributes.path("errors").forEach(error -> errors.add(error.path("detail").asText()));
        samples.add(
                new Sample(
                        OffsetDateTime.parse(attributes.path("time").asText()).toInstant(),
                        arrived,
                        Long.parseLong(attr(message, "seq")),
                        Double.parseDouble(attr(message, "interval")),
                        processes,
                        errors));
    }

    private static String attr(JsonNode message, String key) {
        for (JsonNode attr : message.path("meta").path("attrs")) {
            if (attr.path("key").asText().equals(key)) return attr.path("value").asText();
        }
        throw new AssertionError("no " + key + " in " + message.path("meta"));
    }

    /** Messages about jobs, errors in place of one too. */
    synchronized List<JsonNode> jobs() {
        return List.copyOf(jobs);
    }

    /** Messages about the cluster, errors in place of one too. */
    synchronized List<JsonNode> clusters() {
        return List.copyOf(clusters);
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Messages that are no samples: errors in place of one. */
    synchronized int others() {
        return others;
    }

    /** What is wrong with the samples, each in words. */
    List<String> wrong(int cadence) {
        List<String> wrong = new ArrayList<>();
        Sample last = null;
        for (Sample sample : samples()) {
            if (sample.time().getEpochSecond() % cadence != 0) wrong.add("off its point " + sample);
            if (sample.delay() > 1) wrong.add("late " + sample);
            if (!sample.errors().isEmpty()) wrong.add("errors " + sample);
            if (last != null && !sample.time().equals(last.time().plusSeconds(cadence))) {
                wrong.add("missing between " + last.time() + " and " + sample.time());
            }
            if (last != null && sample.seq() != last.seq() + 1) wrong.add("seq " + sample);
            last = sample;
        }
        if (others() > 0) wrong.add(others() + " error messages");
        return wrong;
    }
}
