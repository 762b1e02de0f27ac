package hydrophone.testing.slurm;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;
import java.util.TreeMap;

/** Jobs that the controller still holds, by the word of {@code squeue --json}. */
public final class SlurmQueue {
    private SlurmQueue() {}

    /** What each job has asked for, by its raw id. */
    public static Map<Long, String> requested() {
        Map<Long, String> requested = new TreeMap<>();
        for (JsonNode job : SlurmShell.json("squeue", "-a", "-t", "all", "--json").path("jobs")) {
            String tres = Tres.normal(job.path("tres_req_str").asText());
            if (!tres.isEmpty()) requested.put(job.path("job_id").asLong(), tres);
        }
        return requested;
    }
}
