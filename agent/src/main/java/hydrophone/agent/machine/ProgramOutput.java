package hydrophone.agent.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * What a program writes to stdout, until it ends or a limit is reached: then the reader sees the
 * end of the stream, and the program is killed. Read by one thread; another, {@code command-out},
 * takes the bytes out of the pipe, since a read of a pipe cannot be given up.
 */
final class ProgramOutput extends InputStream {
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final ProcessGroup group;
    private final byte[] buffer = new byte[32 * 1024];
    private final CountDownLatch held = new CountDownLatch(1);
    private long timeLeft;
    private long room;

    // Guarded by this. The pump fills the buffer while it is empty, the reader empties it.
    private int from;
    private int to;
    private boolean atEnd;
    private boolean closed;

    // The reader's own.
    private boolean timedOut;
    private boolean heldOpen;
    private boolean truncated;
    private boolean interrupted;

    ProgramOutput(ProcessGroup group, Duration timeout, long maxBytes) {
        this.group = group;
        this.timeLeft = timeout.toNanos();
        this.room = maxBytes;
        Thread _ = Thread.ofPlatform().daemon().name("command-out").start(this::pump);
    }

    /** Waits until nobody else can take what the program writes. */
    void awaitHeld() throws InterruptedException {
        held.await();
    }

    boolean timedOut() {
        return timedOut;
    }

    boolean truncated() {
        return truncated;
    }

    /** For a reader that took the interruption for a failure of the stream. */
    void throwIfInterrupted() throws InterruptedException {
        if (interrupted) throw new InterruptedException("waiting for a program");
    }

    /** Gives the program what is left of its time; its exit status, -1 if it was killed. */
    int awaitExit() throws InterruptedException {
        if (heldOpen) return group.exit();
        if (!timedOut && !truncated && !group.ends(Duration.ofNanos(timeLeft))) timeOut();
        return timedOut || truncated ? -1 : group.exit();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (timedOut || truncated || !awaitBytes()) return -1;
        if (room == 0) {
            truncated = true;
            group.kill();
            return -1;
        }
        int taken = take(bytes, offset, (int) Math.min(length, room));
        room -= taken;
        return taken;
    }

    private synchronized int take(byte[] bytes, int offset, int length) {
        int taken = Math.min(length, to - from);
        System.arraycopy(buffer, from, bytes, offset, taken);
        from += taken;
        if (from == to) notifyAll();
        return taken;
    }

    /** False at the end. The clock runs here only. */
    private boolean awaitBytes() throws IOException {
        if (interrupted) throw new InterruptedIOException("interrupted");
        long silent = 0;
        while (!hasCome()) {
            long start = System.nanoTime();
            glance();
            long waited = System.nanoTime() - start;
            timeLeft -= waited;
            silent = group.isAlive() ? 0 : silent + waited;
            heldOpen = silent > SILENCE.toNanos();
            if (heldOpen || timeLeft <= 0) timeOut();
            if (timedOut) return false;
        }
        return hasBytes();
    }

    private synchronized boolean hasCome() {
        return from < to || atEnd;
    }

    private synchronized boolean hasBytes() {
        return from < to;
    }

    /** Waits for bytes, not long: whether the program still runs has to be looked at. */
    private synchronized void glance() throws IOException {
        long end = System.nanoTime() + Math.min(GLANCE.toNanos(), timeLeft);
        try {
            for (long left = GLANCE.toNanos(); left > 0; left = end - System.nanoTime()) {
                if (from < to || atEnd) return;
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private void timeOut() {
        timedOut = true;
        group.kill();
    }

    private void pump() {
        InputStream pipe = group.out();
        // When its program ends, the JDK moves what the pipe still holds into the heap, however
        // much a descendant goes on writing, and closes it; it needs this lock for that.
        synchronized (pipe) {
            held.countDown();
            try (pipe) {
                boolean going = true;
                while (going && awaitEmpty()) going = give(pipe.read(buffer, 0, buffer.length));
            } catch (IOException _) {
                // The stream of a killed process; what came before stands.
            }
        }
        boolean _ = give(-1);
    }

    /** False when nobody reads any more. */
    private synchronized boolean awaitEmpty() {
        while (from < to && !closed) {
            try {
                wait();
            } catch (InterruptedException _) {
                return false;
            }
        }
        return !closed;
    }

    private synchronized boolean give(int bytes) {
        if (bytes > 0) {
            from = 0;
            to = bytes;
        } else {
            atEnd = true;
        }
        notifyAll();
        return bytes > 0 && !closed;
    }

    /** Ends a program that was not read to its end. */
    @Override
    public void close() {
        boolean early;
        synchronized (this) {
            early = !atEnd && !timedOut && !truncated;
            closed = true;
            notifyAll();
        }
        if (early) group.kill();
    }
}
