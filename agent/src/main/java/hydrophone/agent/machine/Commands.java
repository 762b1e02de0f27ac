package hydrophone.agent.machine;

import java.io.IOException;
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
