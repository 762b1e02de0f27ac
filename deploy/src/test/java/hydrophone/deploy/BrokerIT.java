package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.deploy.Programs.Running;
import hydrophone.testing.LocalBroker;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What {@code broker} says to whoever types it. */
final class BrokerIT {
    @TempDir static Path folder;
    private static LocalBroker busy;

    @BeforeAll
    static void start() {
        busy = LocalBroker.start(folder.resolve("busy"));
    }

    @AfterAll
    static void stop() {
        busy.close();
    }

    @ParameterizedTest
    @CsvSource({
        "--bogus, unknown option '--bogus'",
        "--port=abc, expected a number from 1024 to 65535",
        "--port=80, expected a number from 1024 to 65535",
        "--port=65536, expected a number from 1024 to 65535",
        "--port, --port needs a number",
        "--data-dir=, --data-dir needs a folder"
    })
    void usageIsOneLineAndTwo(String option, String said) {
        refused(2, said, option);
    }

    @Test
    void aPortInUseIsNamed() {
        String port = Integer.toString(busy.port());
        refused(75, "port " + port + " is in use", "--port", port, "--data-dir", dir("other"));
    }

    @Test
    void aFolderInUseIsNamedWithThePid() {
        String data = busy.folder().resolve("data").toString();
        String said = refused(75, "is in use by another broker (pid ", "--data-dir", data);
        assertTrue(said.contains(data), said);
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        refused(73, "cannot be created or written", "--data-dir", file.resolve("below").toString());
        refused(73, "cannot be created or written", "--data-dir", file.toString());
    }

    @Test
    void saysOneLineWhenReadyAndNothingElse() throws IOException {
        Path data = folder.resolve("odd, ånd with blanks %d");
        Path log = folder.resolve("ready.log");
        int port = LocalBroker.freePort();
        try (Running broker =
                new Running(
                        folder,
                        Programs.java(),
                        log,
                        Programs.bin("broker"),
                        "--port",
                        Integer.toString(port),
                        "--data-dir=" + data)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !broker.isAlive() || broker.said().contains("\n"));
            assertEquals(143, broker.stop());
            String ready =
                    "broker: ready on localhost:%d, data in %s (Ctrl-C stops it)%n"
                            .formatted(port, data.toRealPath());
            assertEquals(ready, broker.said());
        }
    }

    private static String dir(String name) {
        return folder.resolve(name).toString();
    }

    private static String refused(int status, String said, String... options) {
        String[] command = new String[options.length + 1];
        command[0] = Programs.bin("broker");
        System.arraycopy(options, 0, command, 1, options.length);
        Result result = Programs.run(command);
        assertEquals(status, result.status(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("broker: "), result.err());
        assertTrue(result.err().contains(said), result.err());
        assertFalse(result.hasStackTrace());
        return result.err();
    }
}
