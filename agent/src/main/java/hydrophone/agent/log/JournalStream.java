package hydrophone.agent.log;

import org.slf4j.event.Level;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * systemd's journal as the reader of standard error: it takes a line's priority from a prefix as in
 * {@code <4>text} (sd-daemon(3)). {@code $JOURNAL_STREAM} holds device and inode of the stream that
 * leads to it; a child whose standard error was redirected inherits the variable, so both must
 * agree (systemd.exec(5)). Loaded only where the variable is set.
 */
final class JournalStream {
    private JournalStream() {}

    /**
     * @param declared {@code device:inode} as decimal numbers
     * @param stream in /proc, the descriptor to compare with
     */
    static boolean isAt(String declared, String stream) {
        try {
            Path file = Path.of(stream);
            long device = (Long) Files.getAttribute(file, "unix:dev");
            long inode = (Long) Files.getAttribute(file, "unix:ino");
            return declared.equals(
                    Long.toUnsignedString(device) + ":" + Long.toUnsignedString(inode));
        } catch (IOException | InvalidPathException | UnsupportedOperationException _) {
            // Closed, or no such system.
            return false;
        }
    }

    /** Text of one or more lines with the priority of syslog(3) before each. */
    static String prioritised(Level level, String text) {
        String prefix =
                switch (level) {
                    case ERROR -> "<3>";
                    case WARN -> "<4>";
                    case INFO -> "<6>";
                    case DEBUG, TRACE -> "<7>";
                };
        int last = text.length() - 1;
        return prefix + text.substring(0, last).replace("\n", "\n" + prefix) + text.charAt(last);
    }
}
