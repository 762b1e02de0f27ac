package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.SecuredBroker;
import hydrophone.testing.SharedSecuredBroker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sonar's configuration files, today's and those of its early days, start as they are before a
 * secured broker whose certificate bears its name; what a key now means otherwise is said once.
 */
@ExtendWith(SharedSecuredBroker.class)
@ResourceLock(value = SharedSecuredBroker.CLUSTER, mode = ResourceAccessMode.READ)
final class SonarFilesIT {
    private static final List<String> FILES =
            List.of("today-node", "today-master", "may-2025-node", "prototype-master");

    private final SecuredBroker broker;

    @TempDir Path dir = Path.of("");

    SonarFilesIT(SecuredBroker broker) {
        this.broker = broker;
    }

    private AgentProcess start(String name) throws IOException {
        // Both the lock and the spool are one daemon's.
        Path folder = Files.createDirectory(dir.resolve(name));
        String text;
        try (InputStream in = SonarFilesIT.class.getResourceAsStream("/sonar/" + name + ".cfg")) {
            if (in == null) throw new IOException("no file " + name);
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return AgentProcess.daemon(
                folder,
                text.replace("BROKER", broker.bootstrap())
                        .replace("CA\n", broker.caFile() + "\n")
                        .replace("PASSWORD-FILE", broker.passwordFile("a.no").toString())
                        .replace("PASSWORD", broker.password("a.no"))
                        .replace("DIR", folder.toString()));
    }

    /** Side by side, as they mostly wait. */
    @Test
    void eachStartsUnchanged_comesIn_andEndsAsTold() throws IOException {
        Map<String, AgentProcess> agents = new LinkedHashMap<>();
        try {
            for (String name : FILES) agents.put(name, start(name));
            agents.forEach(SonarFilesIT::comesIn);
        } finally {
            agents.values().forEach(AgentProcess::close);
        }
    }

    private static void comesIn(String name, AgentProcess agent) {
        String role = name.endsWith("master") ? "master" : "node";
        agent.awaitErr(" started: cluster=a.no role=" + role);
        // Through TLS and login, with the rights of Sonar's single user.
        agent.awaitErr("Control: listening to topic a.no.control." + role);
        agent.signal("TERM");
        assertEquals(0, agent.exit(), agent.err());
        String err = agent.err();
        long told = err.lines().filter(l -> l.contains(" kafka.timeout: is when")).count();
        assertEquals(1, told, err);
        assertTrue(err.contains("none is dropped for it"), err);
        assertFalse(err.contains("unknown setting") || err.contains("unknown section"), err);
        assertFalse(err.contains("ERROR"), err);
        assertFalse(err.contains("kafka::") || err.contains("Exception"), err);
    }
}
