package hydrophone.agent.sink;

import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends each message of one type to a file, too, as it is accepted ({@code [jobs] dump} of
 * Sonar's early days). A file that cannot be written is said once; messages go out all the same.
 * One thread.
 */
public final class FileTap {
    private static final Logger log = LoggerFactory.getLogger(FileTap.class);

    private final Path file;
    private final MessageType type;
    private boolean broken;

    public FileTap(Path file, MessageType type) {
        this.file = file;
        this.type = type;
    }

    public void show(Outgoing message) {
        if (message.type() != type) return;
        try {
            Files.write(
                    file, message.value(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            broken = false;
        } catch (IOException e) {
            if (!broken) log.warn("{} cannot be written: {}", file, e.toString());
            broken = true;
        }
    }
}
