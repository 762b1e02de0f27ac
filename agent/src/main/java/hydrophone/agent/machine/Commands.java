package hydrophone.agent.machine;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/** Runs programs of the machine: the only door through which this agent starts any. */
public interface Commands {

    /**
     * Runs a program to its end, without a shell.
     *
     * @param command the program and its arguments
     * @param timeout after it the program and all its descendants are killed
     * @param maxBytes of stdout; a program that writes more is killed, too
     * @return how it went; a failure of the program is a result, not an exception
     * @throws IOException if it cannot be started or waited for; the text names the program
     */
    Result run(List<String> command, Duration timeout, int maxBytes) throws IOException;

    /**
     * Runs a program and hands what it writes, as it comes, to a reader on the caller's thread.
     * When a limit is reached the reader sees the end of the stream; {@link Ending#ok} tells.
     *
     * @throws IOException if it cannot be started; the text names the program
     */
    Ending stream(Program program, Reader reader) throws IOException, InterruptedException;

    /** Reads stdout to its end. What it throws ends the program. */
    interface Reader {
        void read(InputStream out) throws IOException, InterruptedException;
    }

    /**
     * How a streamed program ended.
     *
     * @param exit its status, -1 if it was killed by us
     * @param timedOut it was killed for its time
     * @param truncated it was killed for the length of its output
     * @param err the first 4 KiB of stderr
     */
    record Ending(int exit, boolean timedOut, boolean truncated, String err) {
        public boolean ok() {
            return exit == 0 && !timedOut && !truncated;
        }
    }

    /**
     * How a program ended.
     *
     * @param exit its status, -1 if it was killed
     * @param timedOut it was killed for its time
     * @param truncated it was killed for the length of its output; {@code out} holds the first part
     * @param out stdout
     * @param err the first 4 KiB of stderr
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared never
    record Result(int exit, boolean timedOut, boolean truncated, byte[] out, String err) {
        public boolean ok() {
            return exit == 0 && !timedOut && !truncated;
        }
    }
}
