package hydrophone.agent.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.RecordingLogger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Against a real socket of the kind that systemd listens on. */
final class SystemdTest {
    private static final long PID = 77;
    private static final long SECOND = 1_000_000_000;

    @TempDir Path dir = Path.of("");
    private final RecordingLogger log = new RecordingLogger();
    private long nanos = 5;

    private Systemd systemd(String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return Systemd.of(environment, PID, () -> nanos, log);
    }

    private static void sayAll(Systemd systemd) {
        systemd.ready();
        systemd.status("3 messages wait\nREADY=1\u0007");
        systemd.heartbeat();
        systemd.stopping();
    }

    private static final List<String> ALL =
            List.of("READY=1", "STATUS=3 messages wait READY=1 ", "STOPPING=1");

    @Test
    void messages_arriveAtAPath() {
        String name = dir.resolve("notify").toString();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            sayAll(systemd("NOTIFY_SOCKET", name));
            assertEquals(ALL, receiver.messages());
        }
    }

    @Test
    void messages_arriveAtAnAbstractName() {
        String name = "@hydrophone-test-" + ProcessHandle.current().pid();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            sayAll(systemd("NOTIFY_SOCKET", name));
            assertEquals(ALL, receiver.messages());
        }
    }

    @Test
    void reloading_comesWithTheTime() {
        String name = dir.resolve("notify").toString();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            long before = DatagramReceiver.monotonicMicros();
            systemd("NOTIFY_SOCKET", name).reloading();
            long after = DatagramReceiver.monotonicMicros();
            String message = receiver.messages().getFirst();
            String head = "RELOADING=1\nMONOTONIC_USEC=";
            assertTrue(message.startsWith(head), message);
            long said = Long.parseLong(message.substring(head.length()));
            assertTrue(before <= said && said <= after, before + " " + said + " " + after);
        }
    }

    @Test
    void status_isCutWhereSystemdWouldNotReadIt() {
        String name = dir.resolve("notify").toString();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            systemd("NOTIFY_SOCKET", name).status("x".repeat(100_000));
            assertEquals("STATUS=" + "x".repeat(1000), receiver.messages().getFirst());
        }
    }

    @Test
    void watchdog_isToldAtMostEveryHalfOfItsTime() {
        String name = dir.resolve("notify").toString();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            Systemd systemd = systemd("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "30000000");
            for (int second = 0; second <= 60; second++) {
                systemd.heartbeat();
                systemd.heartbeat();
                nanos += SECOND;
            }
            assertEquals(
                    List.of("WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"),
                    receiver.messages());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "30000000, '', 1",
        "30000000, 77, 1",
        "30000000, 78, 0",
        "'', '', 0",
        "0, '', 0",
        "soon, '', 0",
        "99999999999999999999, '', 0",
    })
    void watchdog_isOursToTell(String micros, String pid, int times) {
        String name = dir.resolve("notify").toString();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            systemd("NOTIFY_SOCKET", name, "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid)
                    .heartbeat();
            assertEquals(times, receiver.messages().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/socket", "/tmp", "@nobody"})
    void nobodyThere_isSaidOnce(String name) {
        Systemd systemd = systemd("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "1");
        sayAll(systemd);
        systemd.reloading();
        sayAll(systemd);
        assertEquals(
                List.of(
                        "WARN systemd cannot be told how the daemon is: NOTIFY_SOCKET: nobody"
                                + " listens there, or we may not speak to it"),
                log.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "@", "/", "vsock:2:1234"})
    void aNameThatIsNone_isSaidOnce(String name) {
        for (String tried : List.of(name, name + "x".repeat(120))) {
            log.lines().clear();
            Systemd systemd = systemd("NOTIFY_SOCKET", tried);
            sayAll(systemd);
            assertEquals(1, log.lines().size(), log.lines()::toString);
        }
    }

    @Test
    void withoutTheVariable_nothingHappens() {
        Systemd systemd = systemd("WATCHDOG_USEC", "1");
        sayAll(systemd);
        systemd.reloading();
        assertEquals(List.of(), log.lines());
    }

    /** systemd may be busy: the kernel keeps a few messages for it and takes no more. */
    @Test
    void aFullSocket_isNotWaitedFor() {
        String name = dir.resolve("notify").toString();
        try (DatagramReceiver receiver = new DatagramReceiver(name)) {
            Systemd systemd = systemd("NOTIFY_SOCKET", name);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> {
                        for (int i = 0; i < 5000; i++) systemd.status("x".repeat(900));
                    });
            int kept = receiver.messages().size();
            assertTrue(kept > 0 && kept < 5000, "kept " + kept);
            systemd.ready();
            assertEquals(List.of("READY=1"), receiver.messages());
        }
    }

    @Test
    void heartbeat_growsOldUntilTheNext() {
        int[] heard = {0};
        Heartbeat heartbeat = new Heartbeat(() -> nanos, () -> heard[0]++);
        nanos += 40 * SECOND;
        assertEquals(Duration.ofSeconds(40), heartbeat.age());
        heartbeat.beat();
        assertEquals(Duration.ZERO, heartbeat.age());
        assertEquals(1, heard[0]);
    }
}
