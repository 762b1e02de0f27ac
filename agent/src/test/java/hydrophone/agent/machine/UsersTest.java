package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hydrophone.agent.machine.Users.Answer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class UsersTest {
    @TempDir Path root;

    private Instant now = Instant.EPOCH;
    private final List<Long> asked = new ArrayList<>();
    private final Map<Long, String> directory = new java.util.HashMap<>(Map.of(1000L, "anna"));

    private Answer lookup(long uid, long pid) {
        asked.add(uid);
        String name = directory.get(uid);
        return name == null ? new Answer.Nobody() : new Answer.Named(name);
    }

    @Test
    void eachNumberIsLookedUpOnceAndAMissAgainAfterFiveMinutes() {
        var users = new Users(this::lookup, () -> now);
        assertEquals("anna", users.name(1000, 1));
        assertEquals("anna", users.name(1000, 2));
        assertEquals("_user_7", users.name(7, 3));
        now = now.plusSeconds(299);
        assertEquals("_user_7", users.name(7, 3));
        assertEquals(List.of(1000L, 7L), asked);
        directory.put(7L, "late");
        now = now.plusSeconds(1);
        assertEquals("late", users.name(7, 3));
    }

    @Test
    void aRecordedMachineHasItsOwnUsers() throws Exception {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\nbad\nbob:x:1001:1::/:\n");
        var users = Users.of(root.resolve("proc"), new SystemCommands(), () -> now);
        assertEquals("bob", users.name(1001, 1));
        assertEquals("root", users.name(0, 1));
        assertEquals("_user_5", users.name(5, 1));
    }

    /** As in comment fields of old: one such line cost all names. */
    @Test
    void aPasswdThatIsNotUtf8StillNamesItsUsers() {
        byte[] file = "ann:x:7:7:\u00e5se::\nbob:x:8:8:::\n".getBytes(ISO_8859_1);
        assertEquals(Map.of(7L, "ann", 8L, "bob"), Users.passwd(file));
    }

    /** A directory that hangs must not be asked for each process of each sample. */
    @Test
    void aSlowServiceIsWaitedForOnce() throws Exception {
        var hangs = new CountDownLatch(1);
        RunOnly commands =
                (_, _, _) -> {
                    try {
                        hangs.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    byte[] line = "late:x:77:".getBytes(StandardCharsets.UTF_8);
                    return new Commands.Result(0, false, false, line, "");
                };
        var users = Users.of(Path.of("/proc"), commands, () -> now);
        long start = System.nanoTime();
        for (long uid = 4_000_000_000L; uid < 4_000_000_100L; uid++) {
            assertEquals("_user_" + uid, users.name(uid, 1_999_999_999));
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertTrue(seconds < 10, seconds + " s");
        hangs.countDown();
        Awaitility.await().untilAsserted(() -> assertEquals("late", users.name(4_000_000_000L, 1)));
    }
}
