package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class UsersTest {
    @TempDir Path root;

    private Instant now = Instant.EPOCH;
    private final List<Long> asked = new ArrayList<>();
    private final Map<Long, String> directory = new java.util.HashMap<>(Map.of(1000L, "anna"));

    private Optional<String> lookup(long uid, long pid) {
        asked.add(uid);
        return Optional.ofNullable(directory.get(uid));
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
}
