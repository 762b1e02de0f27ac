package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code agent config > FILE} is where an operator begins. */
final class ConfigIT {
    @TempDir Path dir = Path.of("");

    @Test
    void whatItPrints_canBeUsedAsItIs() throws IOException {
        Path file = dir.resolve("x.cfg");
        try (AgentProcess config = AgentProcess.start(dir, "config")) {
            assertEquals(0, config.exit());
            assertEquals("", config.err());
            Files.writeString(file, config.out());
        }
        try (AgentProcess check = AgentProcess.start(dir, "check", file.toString())) {
            assertEquals(0, check.exit());
            assertEquals("", check.err());
        }
        Files.writeString(file, "\n[debug]\noneshot = true\n", StandardOpenOption.APPEND);
        try (AgentProcess daemon = AgentProcess.start(dir, "daemon", file.toString())) {
            assertEquals(0, daemon.exit(), daemon.err());
            assertTrue(daemon.out().contains("cluster.example.org.sysinfo"), daemon.out());
        }
    }

    @Test
    void help_saysWhatItIsFor() {
        try (AgentProcess config = AgentProcess.start(dir, "config", "--help")) {
            assertEquals(0, config.exit());
            assertTrue(config.out().startsWith("Usage: agent config\n"), config.out());
        }
    }
}
