package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.testing.Needs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The daemon as a process of its own: signals, exit statuses, what it prints. */
@Isolated("it measures")
final class DaemonIT {
    private static final String GLOBAL = "[global]\ncluster = c.no\nrole = node\n";
    private static final String SAMPLING = GLOBAL + "[sample]\ncadence = 1s\n";

    @TempDir Path dir = Path.of("");

    private static List<JsonNode> messages(String out) throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        new ObjectMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(out)
                .forEachRemaining(messages::add);
        return messages;
    }

    private static void assertNoTrace(String text) {
        assertFalse(text.contains("\tat "), text);
        assertFalse(text.contains("Exception"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void signal_endsItInOrder(String signal) throws IOException {
        if (signal.equals("INT")) Needs.signalHeeded(2);
        try (AgentProcess agent =
                AgentProcess.daemon(dir, SAMPLING + "[sysinfo]\ncadence = 1h\n")) {
            agent.awaitOut("\"value\":\"3\"},{\"key\":\"interval\"");
            agent.signal(signal);
            assertEquals(0, agent.exit());
            assertTrue(agent.err().contains("Hydrophone 0."), agent.err());
            assertTrue(agent.err().contains("sample=1s sysinfo=1h"), agent.err());
            assertTrue(agent.err().contains("Stopping: SIG" + signal), agent.err());
            assertTrue(agent.err().contains("dropped=0"), agent.err());
            assertNoTrace(agent.err());
            sampledOnTheSecond(messages(agent.out()));
        }
    }

    private static void sampledOnTheSecond(List<JsonNode> messages) {
        assertTrue(messages.stream().anyMatch(m -> m.get("topic").asText().equals("c.no.sysinfo")));
        List<JsonNode> samples =
                messages.stream()
                        .filter(m -> m.get("topic").asText().equals("c.no.sample"))
                        .toList();
        String run = "";
        for (int i = 0; i < samples.size(); i++) {
            JsonNode meta = samples.get(i).get("value").get("meta");
            assertEquals("hydrophone", meta.get("producer").asText());
            assertEquals(String.valueOf(i + 1), meta.get("attrs").get(1).get("value").asText());
            String thisRun = meta.get("attrs").get(0).get("value").asText();
            assertTrue(run.isEmpty() || run.equals(thisRun));
            run = thisRun;
            JsonNode attributes = samples.get(i).get("value").get("data").get("attributes");
            OffsetDateTime _ = OffsetDateTime.parse(attributes.get("time").asText());
            assertEquals(samples.get(i).get("key").asText(), attributes.get("node").asText());
            assertTrue(attributes.get("system").get("used_memory").asLong() > 0);
        }
    }

    /** Runs, sequence and cadence points go on; what is wrong changes nothing. */
    @Test
    void hangup_readsTheConfigurationAgain() throws IOException {
        Needs.signalHeeded(1);
        Path file = Files.writeString(dir.resolve("a.cfg"), SAMPLING);
        try (AgentProcess agent = AgentProcess.start(dir, "daemon", file.toString())) {
            agent.awaitOut("\"value\":\"2\"},{\"key\":\"interval\"");
            Files.writeString(file, SAMPLING + "[sample]\ncadence = 7m\n");
            agent.signal("HUP");
            agent.awaitErr("a.cfg:7: sample.cadence: expected a length");
            agent.awaitErr("the configuration in use stays as it is");
            Files.writeString(file, SAMPLING.replace("c.no", "d.no"));
            agent.signal("HUP");
            agent.awaitErr("global.cluster cannot change while the daemon runs");
            Files.writeString(file, SAMPLING + "[global]\nproducer = other\n");
            agent.signal("HUP");
            agent.awaitErr("The configuration is taken over");
            agent.awaitOut("\"producer\":\"other\"");
            agent.say("c.no.control.node reload");
            agent.awaitErr("Reading the configuration again: a control message says so");
            agent.awaitErr("The configuration is taken over: stdout");
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertTrue(agent.err().contains("skipped-points=0"), agent.err());
            inSequence(messages(agent.out()));
        }
    }

    private static void inSequence(List<JsonNode> messages) {
        Set<String> runs = new HashSet<>();
        OffsetDateTime before = null;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode value = messages.get(i).get("value");
            JsonNode attrs = value.at("/meta/attrs");
            runs.add(attrs.get(0).get("value").asText());
            assertEquals(i + 1, attrs.get(1).get("value").asInt());
            // The CPU time of the sample before is still known.
            assertEquals(i == 0, attrs.get(2).get("value").asText().equals("0.1"));
            OffsetDateTime time = OffsetDateTime.parse(value.at("/data/attributes/time").asText());
            if (before != null) assertEquals(before.plusSeconds(1), time);
            before = time;
        }
        assertEquals(1, runs.size());
    }

    @Test
    void control_onStandardInput() {
        try (AgentProcess agent = AgentProcess.daemon(dir, SAMPLING)) {
            agent.awaitErr("started");
            agent.say("c.no.control.master exit");
            agent.say("c.no.control.node what now");
            agent.say("c.no.control.node dump true");
            agent.awaitOut("DUMP\nTOPIC: c.no.sample\nKEY: ");
            agent.say("c.no.control.node exit");
            assertEquals(0, agent.exit());
            assertTrue(
                    agent.err().contains("Unknown control message \"what\" \"now\""), agent.err());
            assertTrue(agent.err().contains("unknown-control=1"), agent.err());
        }
    }

    @Test
    void oneshot_endsAfterOneObservation() throws IOException {
        String config = SAMPLING + "[sysinfo]\ncadence = 1h\n[debug]\noneshot = true\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            assertEquals(0, agent.exit());
            assertEquals(1, messages(agent.out()).size());
        }
    }

    @Test
    void timeLimit_endsAnIdleDaemon_andHeldOutputComesOut() throws IOException {
        String config =
                GLOBAL + "[sysinfo]\ncadence = 24h\n[debug]\ntime-limit = 1s\noutput-delay = 1h\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            assertEquals(0, agent.exit());
            assertEquals(1, messages(agent.out()).size());
        }
    }

    @Test
    void badConfiguration_isLinesAndStatus78() {
        try (AgentProcess agent =
                AgentProcess.daemon(dir, "[global]\nrole = x\n[sample]\ncadence = 7m\n")) {
            assertEquals(78, agent.exit());
            assertEquals(3, agent.err().lines().count(), agent.err());
            assertTrue(agent.err().contains(".cfg:4: sample.cadence: expected"), agent.err());
            assertEquals("", agent.out());
        }
    }

    @Test
    void unknownKey_isAWarningInTheDaemonAndAnErrorInCheck() throws IOException {
        String config = GLOBAL + "[sample]\ncadance = 1s\n[debug]\ntime-limit = 1s\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            assertEquals(0, agent.exit());
            assertTrue(agent.err().contains(":5: sample.cadance: unknown setting"), agent.err());
        }
        Path file = Files.writeString(dir.resolve("x.cfg"), config);
        try (AgentProcess check = AgentProcess.start(dir, "check", file.toString())) {
            assertEquals(78, check.exit());
            assertEquals(
                    "error: "
                            + file
                            + ":5: sample.cadance: unknown setting of [sample]; did you mean"
                            + " cadence?\n",
                    check.err());
        }
    }

    @Test
    void lock_keepsASecondOneOut_andAKilledOneHoldsNothing() {
        String config = GLOBAL + "lock-directory = " + dir + "\n[sample]\ncadence = 1h\n";
        try (AgentProcess first = AgentProcess.daemon(dir, config)) {
            first.awaitErr("started");
            try (AgentProcess second = AgentProcess.daemon(dir, config)) {
                assertEquals(75, second.exit());
                assertTrue(second.err().contains("held by process " + first.pid()), second.err());
            }
            first.signal("KILL");
            assertEquals(137, first.exit());
        }
        try (AgentProcess third = AgentProcess.daemon(dir, config)) {
            third.awaitErr("started");
        }
    }

    @Test
    void lockDirectoryThatIsNotThere_isStatus73() {
        String config = GLOBAL + "lock-directory = " + dir + "/no\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            assertEquals(73, agent.exit());
            assertEquals(1, agent.err().lines().count(), agent.err());
            assertTrue(agent.err().contains(dir + "/no: the directory is not there"), agent.err());
        }
    }

    @Test
    void brokerThatIsNotThere_isOneLineAndDelaysNothing() {
        String config = SAMPLING + "[kafka]\nbroker-address = localhost:1\nsending-window = 1s\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            agent.awaitErr("broker localhost:1 cannot be reached");
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertTrue(agent.err().contains("messages wait in the spool"), agent.err());
            assertTrue(agent.err().contains("skipped-points=0"), agent.err());
            assertFalse(agent.err().contains("kafka::"), agent.err());
            assertNoTrace(agent.err());
        }
    }

    @Test
    void brokerNameThatHasNoAddress_isOneLine() {
        String config =
                SAMPLING + "[kafka]\nbroker-address = no-such.invalid:9\nsending-window = 1s\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            agent.awaitErr("the host of broker no-such.invalid:9 has no address");
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertFalse(agent.err().contains("kafka::"), agent.err());
            assertNoTrace(agent.err());
        }
    }

    /** A topology command that hangs has five seconds; samples do not wait for it. */
    @Test
    void hangingCommand_delaysNoSample() throws IOException {
        String config =
                SAMPLING + "[sysinfo]\ncadence = 1h\n[programs]\ntopo-svg-command = sleep 60\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            agent.awaitOut("c.no.sysinfo");
            List<JsonNode> messages = messages(agent.out());
            assertTrue(messages.size() > 4, agent.out());
            assertFalse(agent.err().contains("Skipped"), agent.err());
            agent.signal("TERM");
            assertEquals(0, agent.exit());
        }
    }
}
