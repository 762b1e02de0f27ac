package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.deploy.Programs.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tens of thousands of processes, and the heap that the agent is shipped with. The cadence leaves a
 * slow machine the time to read them all: what happens out of time has its own tests.
 */
@Isolated("it needs a quiet machine")
final class CrowdIT {
    @TempDir Path folder;

    private List<JsonNode> samples(int processes, String cgroup) throws IOException {
        return samples(CrowdedMachine.of(processes, folder, cgroup));
    }

    private List<JsonNode> samples(Path proc) throws IOException {
        Path config =
                Files.writeString(
                        folder.resolve("agent.cfg"),
                        "[global]\ncluster = c.no\nrole = node\nproc-root = "
                                + proc
                                + "\n[sample]\ncadence = 5s\n[debug]\ntime-limit = 16s\n");
        Result result = Programs.run(Programs.bin("agent"), "daemon", config.toString());
        assertEquals(0, result.status(), result.err());
        List<JsonNode> samples = new ArrayList<>();
        new ObjectMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(result.out())
                .forEachRemaining(printed -> samples.add(printed.get("value")));
        assertTrue(samples.size() >= 2, result.err());
        return samples;
    }

    /** The sample of all would have 6 MiB, and the heap is 16. */
    @Test
    void thirtyThousandAreCutToTheLargestAndItSaysSo() throws IOException {
        JsonNode attributes = samples(30_000, "0::/user.slice\n").get(1).at("/data/attributes");
        assertEquals(
                "too large: cut to the 4000 largest processes",
                attributes.at("/errors/0/detail").asText());
        int shown = 0;
        for (JsonNode job : attributes.get("jobs")) {
            for (JsonNode process : job.get("processes")) {
                shown++;
                assertTrue(process.get("cmd").asText().matches("program-[89]"));
            }
        }
        assertEquals(4_000, shown);
    }

    /** Those that are not shown take their room, too. */
    @Test
    void tenThousandOfThirtyThousandAreCutAsWell() throws IOException {
        Path proc = CrowdedMachine.of(30_000, folder, "0::/user.slice\n");
        CrowdedMachine.giveToRoot(folder, 2, 3, 4, 5, 6, 7, 8);
        JsonNode sample = samples(proc).get(1);
        assertEquals(
                "too large: cut to the 4000 largest processes",
                sample.at("/data/attributes/errors/0/detail").asText());
    }

    @Test
    void thirtyThousandOfOneJobAreRolledUp() throws IOException {
        String job = "0::/system.slice/slurmstepd.scope/job_5/step_0/user\n";
        JsonNode attributes = samples(30_000, job).get(1).at("/data/attributes");
        assertEquals(
                "too large: equal leaves of a job, parent and command are merged",
                attributes.at("/errors/0/detail").asText());
        JsonNode processes = attributes.at("/jobs/0/processes");
        assertEquals(10, processes.size());
        assertEquals(2_999, processes.get(0).get("rolledup").asInt());
        assertTrue(processes.get(0).get("pid").asInt() > 4_000_000);
    }

    @Test
    void moreThanTheHeapHoldsAreAnErrorMessageThatSaysWhatToDo() throws IOException {
        for (JsonNode sample : samples(60_000, "0::/\n")) {
            String detail = sample.at("/errors/0/detail").asText();
            assertTrue(detail.startsWith("sample: 60000 processes are more than"), detail);
            assertTrue(detail.contains("HYDROPHONE_AGENT_OPTS"), detail);
        }
    }
}
