package hydrophone.agent.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs real programs, under {@code LC_ALL=C}, with nothing on stdin. Two short-lived threads drain
 * stdout and stderr. A program over its limits is killed together with its descendants; output that
 * a surviving stranger holds open is not waited for longer than a second.
 */
public final class SystemCommands implements Commands {
    private static final int ERR_BYTES = 4096;
    private static final Duration DRAIN = Duration.ofSeconds(1);

    @Override
    public Result run(List<String> command, Duration timeout, int maxBytes) throws IOException {
        Process process = start(command);
        var out = new Drain(process, process.getInputStream(), maxBytes, true);
        var err = new Drain(process, process.getErrorStream(), ERR_BYTES, false);
        try {
            Thread outThread = Thread.ofPlatform().daemon().name("command-out").start(out);
            Thread errThread = Thread.ofPlatform().daemon().name("command-err").start(err);
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) kill(process);
            boolean drained = outThread.join(DRAIN);
            errThread.join(DRAIN);
            boolean late = !ended || !drained;
            int exit = ended && !out.truncated() ? process.exitValue() : -1;
            return new Result(exit, late, out.truncated(), out.bytes(), err.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException(command.getFirst() + ": interrupted").initCause(e);
        } finally {
            kill(process);
        }
    }

    private static Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Descendants first looked up, as they lose their parent when it dies. */
    private static void kill(Process process) {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** Reads a stream to its end; keeps the first bytes. */
    private static final class Drain implements Runnable {
        private final Process process;
        private final InputStream in;
        private final int max;
        private final boolean killAtMax;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean truncated;

        Drain(Process process, InputStream in, int max, boolean killAtMax) {
            this.process = process;
            this.in = in;
            this.max = max;
            this.killAtMax = killAtMax;
        }

        @Override
        public void run() {
            byte[] chunk = new byte[8192];
            try (in) {
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    if (!keep(chunk, n) && killAtMax) kill(process);
                }
            } catch (IOException _) {
                // The stream of a killed process; what came before stands.
            }
        }

        private synchronized boolean keep(byte[] chunk, int length) {
            int room = Math.min(length, max - kept.size());
            kept.write(chunk, 0, room);
            truncated |= room < length;
            return !truncated;
        }

        synchronized boolean truncated() {
            return truncated;
        }

        synchronized byte[] bytes() {
            return kept.toByteArray();
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
