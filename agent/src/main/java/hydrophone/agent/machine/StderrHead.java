package hydrophone.agent.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps the first 4 KiB of what a program writes to stderr; the rest is taken, too, so that the
 * program does not wait. On a thread of its own, {@code command-err}.
 */
final class StderrHead implements AutoCloseable {
    private static final int BYTES = 4096;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final ProcessGroup group;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    StderrHead(ProcessGroup group) {
        this.group = group;
        this.thread = Thread.ofPlatform().daemon().name("command-err").start(this::drain);
    }

    /** Waits until nobody else can take what the program writes. */
    void awaitHeld() throws InterruptedException {
        held.await();
    }

    private void drain() {
        InputStream pipe = group.err();
        // As for stdout: the JDK must not keep in memory what comes after the program's end.
        synchronized (pipe) {
            held.countDown();
            try (pipe) {
                byte[] chunk = new byte[8192];
                for (int n = 0; n >= 0 && !closed; n = pipe.read(chunk)) keep(chunk, n);
            } catch (IOException _) {
                // The stream of a killed process; what came before stands.
                return;
            }
        }
    }

    private synchronized void keep(byte[] chunk, int length) {
        kept.write(chunk, 0, Math.min(length, BYTES - kept.size()));
    }

    /** After the program's end; does not wait for descendants that hold it open. */
    String text() throws InterruptedException {
        boolean _ = thread.join(LAST_WORDS);
        synchronized (this) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
