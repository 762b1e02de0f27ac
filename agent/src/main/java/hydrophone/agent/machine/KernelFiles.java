package hydrophone.agent.machine;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads small kernel files below a root (/proc, /sys or a recorded copy) into one buffer that is
 * reused: what was read is valid until the next read. One open, one read and one close a file where
 * {@link #readOnce} will do. Not thread-safe.
 */
public final class KernelFiles {
    /** FileInputStream copies through the stack up to here; longer reads allocate. */
    private static final int ONE_READ = 8192;

    /** No kernel file we know comes near; a hostile recorded tree shall not eat the heap. */
    private static final int MAX_LENGTH = 4 << 20;

    private final String root;
    private byte[] buffer = new byte[2 * ONE_READ];

    public KernelFiles(Path root) {
        this.root = root.toString();
    }

    /** Where a file lies, for reading and for messages. */
    public String path(String relative) {
        return root + "/" + relative;
    }

    /**
     * Reads a file that the kernel hands out in one piece (those of one process).
     *
     * @return its length, or -1 if it cannot be opened or read: it is not there, not ours to read,
     *     or its process has gone
     */
    public int readOnce(String relative) {
        return read(relative, false);
    }

    /** Reads a file to its end, however many pieces that takes; -1 as in {@link #readOnce}. */
    public int readAll(String relative) {
        return read(relative, true);
    }

    /** A cursor over what was read last. */
    public Cursor cursor(String relative, int length) {
        return new Cursor(path(relative), buffer, length);
    }

    /** What was read last, for files that are not text. */
    byte[] bytes() {
        return buffer;
    }

    /** Reads a whole file, or fails with a line that names it. */
    public Cursor require(String relative) throws MalformedFileException {
        int length = readAll(relative);
        if (length < 0) throw new MalformedFileException(path(relative), "cannot be read");
        return cursor(relative, length);
    }

    /** The first line without the blanks around it, "" if the file cannot be read. */
    public String line(String relative) {
        int length = readAll(relative);
        return length < 0 ? "" : cursor(relative, length).rest();
    }

    /** The names in a folder, unsorted; none if it cannot be read. */
    public String[] names(String relative) {
        String[] names = new File(relative.isEmpty() ? root : path(relative)).list();
        return names == null ? new String[0] : names;
    }

    private int read(String relative, boolean toTheEnd) {
        try (var in = new FileInputStream(path(relative))) {
            int length = Math.max(0, in.read(buffer, 0, ONE_READ));
            while (length > 0 && (toTheEnd || length % ONE_READ == 0)) {
                if (length + ONE_READ > buffer.length) grow();
                int more = in.read(buffer, length, ONE_READ);
                if (more <= 0) break;
                length += more;
            }
            return length;
        } catch (IOException _) {
            return -1;
        }
    }

    private void grow() throws IOException {
        if (buffer.length >= MAX_LENGTH) throw new IOException("longer than " + MAX_LENGTH);
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
}
