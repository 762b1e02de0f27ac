package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The real commands, with scripts in the place of Slurm's programs. */
class SlurmScriptsIT {
    @TempDir Path dir;

    @BeforeEach
    void programs() throws IOException {
        script("sacct", "cat '" + dir.resolve("rows") + "'");
        script("scontrol", "echo No jobs in the system");
        script(
                "sinfo",
                "case $* in *Partition*) echo 'normal*|c1-[1-2]|';; *) echo 'c1-[1-2]|idle|';;"
                        + " esac");
        Files.writeString(dir.resolve("rows"), row(1, "RUNNING", "a|b") + row(2, "FAILED", "c"));
    }

    /** As Sonar asks for it, and as scripts in use print it: bars, the name last, no ending bar. */
    private static String row(int id, String state, String name) {
        return id
                + "|"
                + id
                + "|ec-anna|ec27|"
                + state
                + "|2026-03-04T08:02:40|Unknown||||||100|0:0|||||1|1G|1||2026-03-04T08:01:12"
                + "|00:00:00|00:00:00|60|00:00:00|c1-1|normal|cpu=1|100|"
                + name
                + "\n";
    }

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    private List<JsonNode> once(String... words) throws IOException {
        try (AgentProcess agent = AgentProcess.start(dir, words)) {
            assertEquals(0, agent.exit(), agent.err());
            assertEquals("", agent.err());
            List<JsonNode> messages = new ArrayList<>();
            for (String line : agent.out().lines().toList()) {
                messages.add(new ObjectMapper().readTree(line));
            }
            return messages;
        }
    }

    @Test
    void jobs_printsWhatSacctSays() throws IOException {
        script("scontrol", "echo 'JobId=1 JobName=a|b TRES=cpu=2,mem=1G NumNodes=1'");
        List<JsonNode> messages =
                once(
                        "slurm",
                        "--cluster=c.no",
                        "--deluge",
                        "--batch-size",
                        "1",
                        "--sacct-command=" + dir.resolve("sacct"),
                        "--scontrol-command",
                        dir.resolve("scontrol").toString());
        assertEquals(2, messages.size());
        JsonNode job = messages.getFirst().at("/data/attributes/slurm_jobs/0");
        assertEquals("a|b", job.get("job_name").asText());
        assertEquals("RUNNING", job.get("job_state").asText());
        assertEquals("cpu=2,mem=1G", job.get("requested_resources").asText());
        assertEquals("job", messages.getFirst().at("/data/type").asText());
        assertEquals("c.no", messages.getFirst().at("/data/attributes/cluster").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--span x,y; Bad --span: x,y",
                "--sacct-command /bin/false; sacct: false: exit status 1",
                "--sacct-command /no/such/sacct; sacct: cannot be started:",
            })
    void jobs_whatFails_isAMessage(String options, String expected) throws IOException {
        List<String> line = new ArrayList<>(List.of("jobs", "--scontrol-command", ""));
        line.addAll(List.of(options.split(" ", -1)));
        List<JsonNode> messages = once(line.toArray(new String[0]));
        assertEquals(1, messages.size());
        String detail = messages.getFirst().at("/errors/0/detail").asText();
        assertTrue(detail.startsWith(expected), detail);
    }

    @Test
    void cluster_printsPartitionsAndNodes() throws IOException {
        JsonNode message =
                once("cluster", "--sinfo-command", dir.resolve("sinfo").toString()).getFirst();
        assertEquals("normal", message.at("/data/attributes/partitions/0/name").asText());
        assertEquals("IDLE", message.at("/data/attributes/nodes/0/states/0").asText());
        JsonNode none = once("cluster", "--sinfo-command", "").getFirst();
        assertEquals("Unknown batch system", none.at("/errors/0/detail").asText());
    }

    /** No [sample], and a /proc that says nothing but the host's name. */
    @Test
    void aMaster_sendsWhatIsNews_andNeedsNoProc() throws IOException {
        Path proc = dir.resolve("proc/sys/kernel");
        Files.createDirectories(proc);
        Files.writeString(proc.resolve("hostname"), "login-1\n");
        String config =
                """
                [global]
                cluster = c.no
                role = master
                proc-root = %s
                [jobs]
                cadence = 1s
                uncompleted = true
                [cluster]
                cadence = 1h
                [programs]
                sacct-command = %s
                scontrol-command = ""
                sinfo-command = %s
                """
                        .formatted(dir.resolve("proc"), dir.resolve("sacct"), dir.resolve("sinfo"));
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            agent.awaitOut("\"slurm_jobs\":[]");
            assertEquals(1, agent.out().split("a\\|b", -1).length - 1, "sent once");
            Files.writeString(dir.resolve("fresh"), row(1, "NODE_FAIL", "a|b"));
            Files.move(dir.resolve("fresh"), dir.resolve("rows"), StandardCopyOption.ATOMIC_MOVE);
            agent.awaitOut("NODE_FAIL");
            assertTrue(agent.out().contains("c.no.cluster"), agent.out());
            assertTrue(Files.exists(dir.resolve("state/jobs-c.no-master-login-1")));
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertTrue(agent.err().contains("jobs=1s cluster-state=1h"), agent.err());
        }
    }

    @Test
    void check_namesProgramsThatAreNotFound() throws IOException {
        Path file =
                Files.writeString(
                        dir.resolve("x.cfg"),
                        """
                        [global]
                        cluster = c.no
                        role = master
                        [jobs]
                        cadence = 15m
                        [programs]
                        sacct-command = /no/such/sacct
                        scontrol-command = ""
                        sinfo-command = /no/such/sinfo
                        """);
        try (AgentProcess agent = AgentProcess.start(dir, "check", file.toString())) {
            assertEquals(0, agent.exit());
            assertEquals(1, agent.err().lines().count(), "sinfo is not needed: " + agent.err());
            assertTrue(
                    agent.err().startsWith("warning: programs.sacct-command: needed by [jobs]"),
                    agent.err());
            assertTrue(agent.err().contains("absolute path"), agent.err());
            assertEquals(1, agent.out().lines().count(), "GPUs are no matter: " + agent.out());
        }
    }
}
