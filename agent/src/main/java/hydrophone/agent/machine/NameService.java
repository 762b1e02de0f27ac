package hydrophone.agent.machine;

import hydrophone.agent.machine.Users.Answer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * This machine's name service (passwd, SSSD, LDAP), asked on a thread of its own, which ends when
 * there is nothing to ask: a directory that does not answer delays a sample by two seconds once,
 * and by nothing more until it answers. Not thread-safe.
 */
final class NameService implements Users.Lookup {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration GETENT_TIMEOUT = Duration.ofSeconds(10);

    private final Commands commands;
    private final ExecutorService asker = asker();
    private final Map<Long, Future<Answer>> asked = new HashMap<>();
    private boolean slow;

    NameService(Commands commands) {
        this.commands = commands;
    }

    private static ExecutorService asker() {
        var executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("users").factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public Answer name(long uid, long pid) {
        Future<Answer> future = asked.computeIfAbsent(uid, _ -> asker.submit(() -> find(uid, pid)));
        try {
            long patience = slow ? 0 : PATIENCE.toMillis();
            Answer answer = future.get(patience, TimeUnit.MILLISECONDS);
            asked.remove(uid);
            slow = false;
            return answer;
        } catch (TimeoutException _) {
            slow = true;
            return new Answer.Later();
        } catch (ExecutionException _) {
            asked.remove(uid);
            return new Answer.Nobody();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Later();
        }
    }

    /**
     * The JDK asks the name service for a file's owner; getent does where no file is the user's.
     */
    private Answer find(long uid, long pid) {
        try {
            Map<String, Object> owner =
                    Files.readAttributes(Path.of("/proc", Long.toString(pid)), "unix:uid,owner");
            if (owner.get("uid") instanceof Integer number
                    && Integer.toUnsignedLong(number) == uid
                    && owner.get("owner") instanceof UserPrincipal principal) {
                String name = principal.getName();
                return name.equals(Integer.toUnsignedString(number))
                        ? new Answer.Nobody()
                        : new Answer.Named(name);
            }
        } catch (IOException | UnsupportedOperationException _) {
            // The process has gone: ask otherwise.
        }
        return getent(uid);
    }

    private Answer getent(long uid) {
        try {
            var words = List.of("getent", "passwd", Long.toString(uid));
            var result = commands.run(words, GETENT_TIMEOUT, 4096);
            String line = new String(result.out(), StandardCharsets.UTF_8);
            int colon = line.indexOf(':');
            return result.ok() && colon > 0
                    ? new Answer.Named(line.substring(0, colon))
                    : new Answer.Nobody();
        } catch (IOException _) {
            return new Answer.Nobody();
        }
    }
}
