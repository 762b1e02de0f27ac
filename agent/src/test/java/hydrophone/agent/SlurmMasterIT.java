package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import hydrophone.testing.Needs;
import hydrophone.testing.slurm.ClusterState;
import hydrophone.testing.slurm.Printed;
import hydrophone.testing.slurm.RunKey;
import hydrophone.testing.slurm.SlurmAccounting;
import hydrophone.testing.slurm.SlurmQueue;
import hydrophone.testing.slurm.SlurmRecord;
import hydrophone.testing.slurm.TestCluster;
import hydrophone.testing.slurm.TestCluster.Submission;
import hydrophone.testing.slurm.WireRecords;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Beside a real Slurm: every job, run and step that its accounting knows is in the messages, member
 * for member, and nothing else is; so are partitions and the states of nodes. The witnesses are
 * Slurm's commands in their JSON form, asked before and after; what they say the same both times
 * must be so in the messages.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("it measures")
final class SlurmMasterIT {
    /** All that the cluster has run. */
    private static final String WINDOW_MINUTES = "1200";

    /** As they were submitted; Slurm keeps them so (255 bytes at most), and so do the messages. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("n-pipe", "pipe|in|name"),
                    Map.entry("n-pipeend", "ends|"),
                    Map.entry("n-spaces", "  two  spaces  "),
                    Map.entry("n-utf8", "blåbær 雪 🚀 é"),
                    Map.entry("n-newline", "two\nlines"),
                    Map.entry("n-tab", "tab\there"),
                    Map.entry("n-long", "long".repeat(64).substring(0, 255)),
                    Map.entry(
                            "n-fields",
                            "x JobId=1 ReqTRES=cpu=999 TRES=mem=1 UserId=root(0) JobState=FAILED"),
                    Map.entry("n-number", "12345"),
                    Map.entry("n-null", "(null)"),
                    Map.entry("n-control", "bell\u0007 esc\u001b[31m del\u007f"),
                    // Slurm keeps no bytes beyond UTF-8.
                    Map.entry("n-latin1", "latin1 bl?b?r ??"),
                    Map.entry("n-unknown", "Unknown"),
                    Map.entry("n-empty", "allocation"));

    @TempDir Path folder;
    private TestCluster cluster = TestCluster.none();

    @BeforeAll
    void slurm() {
        cluster = TestCluster.find();
        Needs.that(!cluster.load().isEmpty(), "no jobs were loaded");
    }

    @Test
    void everyRunAndStep_memberForMember() {
        SortedMap<RunKey, SlurmRecord> before = SlurmAccounting.read();
        SortedMap<RunKey, SlurmRecord> sent = WireRecords.of(oneShot("jobs"));
        SortedMap<RunKey, SlurmRecord> after = SlurmAccounting.read();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (SlurmRecord record : before.values()) {
            if (!record.equals(after.get(record.key()))) continue;
            compared++;
            wrong.addAll(differences(record, sent.get(record.key())));
        }
        Set<RunKey> strangers = new TreeSet<>(sent.keySet());
        strangers.removeAll(before.keySet());
        strangers.removeAll(after.keySet());
        System.out.printf("SlurmMasterIT: %d records compared%n", compared);
        assertEquals(List.of(), wrong);
        assertEquals(Set.of(), strangers);
        assertTrue(compared > cluster.load().size(), compared + " records");
    }

    private static List<String> differences(SlurmRecord record, @Nullable SlurmRecord sent) {
        if (sent == null) return List.of("missing: " + record);
        boolean job = record.key().step().isEmpty();
        return record.differences(sent, job ? SlurmAccounting.OF_JOBS : SlurmAccounting.OF_STEPS);
    }

    @Test
    void everySubmission_isThere_inItsState_underItsUserAndName() {
        try (AgentProcess agent = AgentProcess.daemon(folder, config())) {
            agent.awaitOut("test.cluster.job");
            Awaitility.await("the first snapshot")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !records(agent).isEmpty());
            SortedMap<RunKey, SlurmRecord> sent = records(agent);
            List<String> wrong = new ArrayList<>();
            for (Submission submission : cluster.load()) {
                List<SlurmRecord> runs = runs(sent, submission);
                if (runs.isEmpty()) wrong.add("missing: " + submission);
                for (SlurmRecord run : runs) wrong.addAll(differences(submission, run));
            }
            assertEquals(List.of(), wrong);
            assertEquals(List.of(), Printed.errors(Printed.messages(agent.out(), "job")));
        }
    }

    private SortedMap<RunKey, SlurmRecord> records(AgentProcess agent) {
        return WireRecords.of(Printed.messages(agent.out(), "job"));
    }

    private static List<SlurmRecord> runs(
            SortedMap<RunKey, SlurmRecord> sent, Submission submission) {
        String id = Long.toString(submission.id());
        return sent.values().stream()
                .filter(record -> record.key().step().isEmpty())
                .filter(record ->
                        record.key().job() == submission.id()
                                || record.member("array_job_id").equals(id)
                                || record.member("het_job_id").equals(id))
                .toList();
    }

    private static List<String> differences(Submission submission, SlurmRecord run) {
        List<String> wrong = new ArrayList<>();
        String state = run.member("job_state");
        // The runs before a requeue have states of their own.
        boolean again = Set.of("REQUEUED", "NODE_FAIL").contains(state);
        String expected = submission.state().replaceAll(" by [^|]*", "");
        boolean requeued = submission.state().contains("REQUEUED");
        if (!state.matches(expected) && !(requeued && again)) wrong.add("state " + state);
        if (!run.member("user_name").equals(submission.user())) wrong.add("user");
        String name = NAMES.get(submission.label());
        if (name != null && !run.member("job_name").equals(name)) wrong.add("name");
        return wrong.stream().map(what -> what + ": " + submission + " is " + run).toList();
    }

    @Test
    void requestedResources_areTheControllersOwnWord() {
        Map<Long, String> before = SlurmQueue.requested();
        SortedMap<RunKey, SlurmRecord> records = WireRecords.of(oneShot("jobs"));
        Map<Long, String> after = SlurmQueue.requested();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (SlurmRecord record : records.values()) {
            String said = before.get(record.key().job());
            if (said == null || !said.equals(after.get(record.key().job()))) continue;
            compared++;
            String sent = record.member("requested_resources");
            boolean silent = sent.isEmpty() && !record.key().step().isEmpty();
            if (!silent && !said.equals(sent)) wrong.add(said + record);
        }
        assertEquals(List.of(), wrong);
        assertTrue(compared > 10, compared + " records");
    }

    @Test
    void partitionsAndNodeStates_asSinfoSays() {
        ClusterState before = ClusterState.ofSinfo();
        ClusterState sent = ClusterState.ofMessage(oneShot("cluster").getLast());
        ClusterState after = ClusterState.ofSinfo();
        assertEquals(before.partitions(), sent.partitions());
        assertTrue(sent.partitions().containsKey("empty"), sent::toString);
        assertTrue(sent.partitions().containsKey("hidden-staff"), sent::toString);
        Map<String, Set<String>> same =
                before.states().entrySet().stream()
                        .filter(node -> node.getValue().equals(after.states().get(node.getKey())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertEquals(before.states().keySet(), sent.states().keySet());
        same.forEach((node, states) -> assertEquals(states, sent.states().get(node), node));
        assertTrue(same.size() >= 6, same::toString);
    }

    /** Asked with those that have not ended, sacct also shows what was running meanwhile. */
    @Test
    void withoutTheUncompleted_everyRunThatHasEnded() {
        SortedMap<RunKey, SlurmRecord> said = SlurmAccounting.read();
        List<JsonNode> messages = oneShot("jobs", "--window", WINDOW_MINUTES);
        SortedMap<RunKey, SlurmRecord> sent = WireRecords.of(messages);
        List<String> wrong = new ArrayList<>();
        for (SlurmRecord record : said.values()) {
            boolean ended = !record.member("end_time").isEmpty();
            if (ended && record.key().step().isEmpty()) {
                wrong.addAll(differences(record, sent.get(record.key())));
            }
        }
        assertEquals(List.of(), wrong);
    }

    private List<JsonNode> oneShot(String kind) {
        boolean jobs = kind.equals("jobs");
        return jobs ? oneShot(kind, "--deluge", "--window", WINDOW_MINUTES) : oneShot(kind, "");
    }

    private List<JsonNode> oneShot(String kind, String... options) {
        List<String> words = new ArrayList<>(List.of(kind, "--cluster", "test.cluster"));
        for (String option : options) if (!option.isEmpty()) words.add(option);
        try (AgentProcess agent = AgentProcess.start(folder, words.toArray(String[]::new))) {
            assertEquals(0, agent.exit(), agent.err());
            List<JsonNode> messages = Printed.lines(agent.out());
            assertEquals(List.of(), Printed.errors(messages));
            return messages;
        }
    }

    private static String config() {
        return """
        [global]
        cluster = test.cluster
        role = master
        [jobs]
        cadence = 2s
        window = 20h
        uncompleted = true
        """;
    }
}
