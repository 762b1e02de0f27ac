package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.testing.Needs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The daemon as a process of its own: signals, exit statuses, what it prints. */
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

    @Test
    void hangup_isSurvived() throws IOException {
        Needs.signalHeeded(1);
        try (AgentProcess agent = AgentProcess.daemon(dir, SAMPLING)) {
            agent.awaitErr("started");
            agent.signal("HUP");
            agent.awaitErr("SIGHUP: reload comes in a later version");
            agent.awaitOut("c.no.sample");
            agent.signal("TERM");
            assertEquals(0, agent.exit());
        }
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
        String config =
                SAMPLING + "[sysinfo]\ncadence = 1h\n[debug]\noneshot = true\nverbose = true\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            assertEquals(0, agent.exit());
            assertEquals(1, messages(agent.out()).size());
            assertTrue(agent.err().contains("DEBUG [hydrophone::sink] Sending 1 items"));
            assertTrue(agent.err().contains("Sending to topic: c.no.sysinfo with id 1"));
            assertTrue(agent.err().contains("Sent #1 successfully"));
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
            assertTrue(agent.err().contains("are lost"), agent.err());
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
