package hydrophone.agent.sink;

import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Appends each message to a file of its day (UTC) and kind, as Sonar's directory sink names them:
 *
 * <pre>
 * 2026/03/04/0+sample-n1.json     0+job-slurm.json
 *            0+sysinfo-n1.json    0+cluzter-slurm.json
 * </pre>
 *
 * Folders are made on demand; their and the files' permissions are what the umask leaves. A line is
 * whole or not there: what a full disk has let through of it is cut off again, and after a crash in
 * the middle of a line the next one begins on a line of its own. A node whose name would not stay
 * in the folder is refused.
 *
 * <p>The price: each file has one writer only, as cutting off would take another's line along. And
 * nothing is synced: what the machine had not written out when it lost its power is gone.
 */
public final class DirectorySink implements Sink {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** No separator, and short enough for a file name of 255 bytes. */
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    private final Path folder;

    public DirectorySink(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "directory " + folder;
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) throws InterruptedException {
        return OneByOne.send(batch, this::write);
    }

    private Outcome write(Outgoing message) throws InterruptedException {
        String node = message.key();
        if (isNamedAfterNode(message.type()) && !NODE.matcher(node).matches()) {
            return new Refused(
                    "no file can be named after node '"
                            + OneLine.of(node)
                            + "'; expected letters, digits, '.', '_' and '-'");
        }
        Path file = folder.resolve(DAY.format(message.time())).resolve(fileName(message));
        try {
            Files.createDirectories(file.getParent());
            append(file, message.value());
            return new Accepted();
        } catch (ClosedByInterruptException e) {
            boolean _ = Thread.interrupted();
            throw (InterruptedException) new InterruptedException("writing " + file).initCause(e);
        } catch (IOException e) {
            return new Later(file + " cannot be written: " + OneLine.why(e));
        }
    }

    private static boolean isNamedAfterNode(MessageType type) {
        return switch (type) {
            case SAMPLE, SYSINFO -> true;
            case JOB, CLUSTER -> false;
        };
    }

    /** The odd spelling keeps them apart from an older kind of file. */
    private static String fileName(Outgoing message) {
        return switch (message.type()) {
            case SAMPLE, SYSINFO -> "0+" + message.type().word() + "-" + message.key() + ".json";
            case JOB -> "0+job-slurm.json";
            case CLUSTER -> "0+cluzter-slurm.json";
        };
    }

    private static void append(Path file, byte[] line) throws IOException {
        ByteBuffer[] text = {
            ByteBuffer.wrap(endsWithinLine(file) ? new byte[] {'\n'} : new byte[0]),
            ByteBuffer.wrap(line)
        };
        try (FileChannel channel = appending(file)) {
            long before = channel.size();
            try {
                // Once, unless the file system takes less; the second time it says why.
                while (text[1].hasRemaining()) channel.write(text);
            } catch (IOException e) {
                cut(file, before, e);
                throw e;
            }
        }
    }

    private static FileChannel appending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static boolean endsWithinLine(Path file) throws IOException {
        if (!Files.exists(file)) return false;
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer last = ByteBuffer.allocate(1);
            return size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** With a new channel and without the mark of an interrupt, which closes every channel. */
    private static void cut(Path file, long length, IOException why) {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > length) channel.truncate(length);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    public void close(Duration patience) {}
}
