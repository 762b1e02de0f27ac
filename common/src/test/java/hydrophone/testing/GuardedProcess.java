package hydrophone.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * A child process that never outlives this JVM, however that ends: a guard reads a pipe that only
 * this JVM holds open, and kills the child when the pipe closes. The price: one small shell more.
 * Not safe for use by several threads.
 */
public final class GuardedProcess implements AutoCloseable {
    private static final int PATIENCE_S = 20;

    private final Process child;
    private final Process guard;

    private GuardedProcess(Process child, Process guard) {
        this.child = child;
        this.guard = guard;
    }

    public static GuardedProcess start(ProcessBuilder builder) {
        try {
            Process child = builder.start();
            Process guard =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "trap '' INT TERM HUP; cat >/dev/null; kill -KILL \"$0\""
                                            + " 2>/dev/null",
                                    Long.toString(child.pid()))
                            .start();
            return new GuardedProcess(child, guard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return child.isAlive();
    }

    public long pid() {
        return child.pid();
    }

    /** Only after its end. */
    public int exitValue() {
        return child.exitValue();
    }

    /** SIGTERM, and SIGKILL where that is not heeded; waits for the end. */
    public void stop() {
        child.destroy();
        if (!ended(PATIENCE_S)) child.destroyForcibly();
        finish();
    }

    /** SIGKILL, as a crash would; waits for the end. */
    public void kill9() {
        child.destroyForcibly();
        finish();
    }

    @Override
    public void close() {
        kill9();
    }

    private void finish() {
        boolean _ = ended(PATIENCE_S);
        guard.destroyForcibly();
    }

    private boolean ended(int seconds) {
        try {
            return child.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
