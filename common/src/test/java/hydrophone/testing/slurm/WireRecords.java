package hydrophone.testing.slurm;

import com.fasterxml.jackson.databind.JsonNode;

import hydrophone.testing.slurm.SlurmRecord.Members;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The jobs and steps of messages, the latest word of each. */
public final class WireRecords {
    private WireRecords() {}

    /**
     * @param messages of kind {@code job}, in the order in which they were sent
     */
    public static SortedMap<RunKey, SlurmRecord> of(Iterable<JsonNode> messages) {
        SortedMap<RunKey, SlurmRecord> records = new TreeMap<>();
        for (JsonNode message : messages) {
            for (JsonNode job : message.at("/data/attributes/slurm_jobs")) {
                SlurmRecord record = record(job);
                records.put(record.key(), record);
            }
        }
        return records;
    }

    private static SlurmRecord record(JsonNode job) {
        Members record = new Members();
        for (Map.Entry<String, JsonNode> member : job.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (name.equals("sacct")) {
                value.properties().forEach(of -> record.put(of.getKey(), of.getValue().asText()));
            } else if (name.equals("allocated_resources") || name.equals("requested_resources")) {
                record.put(name, Tres.normal(value.asText()));
            } else if (name.endsWith("_time") && value.isTextual()) {
                record.put(name, seconds(value.asText()));
            } else {
                record.put(name, value.isArray() ? list(value) : value.asText());
            }
        }
        String step = job.path("job_step").asText();
        String time = job.path(step.isEmpty() ? "submit_time" : "start_time").asText();
        return record.at(new RunKey(job.path("job_id").asLong(), step, seconds(time)));
    }

    private static long seconds(String time) {
        return time.isEmpty() ? 0 : OffsetDateTime.parse(time).toEpochSecond();
    }

    private static String list(JsonNode values) {
        List<String> list = new ArrayList<>();
        values.forEach(value -> list.add(value.asText()));
        return String.join(",", list);
    }
}
