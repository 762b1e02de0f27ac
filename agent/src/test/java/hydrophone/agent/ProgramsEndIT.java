package hydrophone.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An agent that is told to end takes the programs along that it runs. */
final class ProgramsEndIT {
    @TempDir Path dir = Path.of("");

    /** A program that hangs, and its child; it notes both pids. */
    private String hanging() throws IOException {
        Path script =
                Files.writeString(
                        dir.resolve("hang"),
                        "trap '' TERM HUP\nsleep 1000 &\necho $! >"
                                + dir
                                + "/pids\n"
                                + "echo $$ >>"
                                + dir
                                + "/pids\nwait\n");
        return "sh " + script;
    }

    private List<String> awaitPids() {
        Path pids = dir.resolve("pids");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
        try {
            return Files.readAllLines(pids);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitGone(List<String> pids) {
        for (String pid : pids) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void oneShot_toldToEnd_saysNothingAndLeavesNobody(String signal) throws IOException {
        try (AgentProcess agent =
                AgentProcess.start(dir, "sysinfo", "--topo-text-cmd", hanging())) {
            List<String> pids = awaitPids();
            agent.signal(signal);
            assertEquals(0, agent.exit());
            assertEquals("", agent.out());
            awaitGone(pids);
        }
    }

    /** What was observed by then would say that there is no topology. */
    @Test
    void daemon_toldToEnd_sendsNoHalfObservation_andLeavesNobody() throws IOException {
        String config =
                "[global]\ncluster = c.no\nrole = node\n[sysinfo]\ncadence = 1h\n"
                        + "[programs]\ntopo-text-command = "
                        + hanging()
                        + "\n";
        try (AgentProcess agent = AgentProcess.daemon(dir, config)) {
            List<String> pids = awaitPids();
            agent.signal("TERM");
            assertEquals(0, agent.exit());
            assertEquals("", agent.out());
            assertTrue(agent.err().contains("Stopped: "), agent.err());
            assertFalse(agent.err().contains("Something does not end"), agent.err());
            awaitGone(pids);
        }
    }
}
