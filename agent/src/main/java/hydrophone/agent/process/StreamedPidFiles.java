package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** By the JDK's streams, which leave about 400 bytes of garbage a file. */
final class StreamedPidFiles implements PidFiles {
    /** FileInputStream copies through the stack up to here; longer reads allocate. */
    private static final int ONE_READ = 8192;

    private final String root;
    private final Place place;
    private final Cursor cursor;
    private final Pids pids = new Pids();
    private byte[] buffer = new byte[2 * ONE_READ];

    StreamedPidFiles(Path root) {
        this.root = root.toString();
        place = new Place(this.root);
        cursor = new Cursor(place, buffer, 0);
    }

    @Override
    public Pids list() {
        pids.clear();
        String[] names = new File(root).list();
        if (names == null) return pids;
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            pids.addName(bytes, 0, bytes.length);
        }
        pids.sort();
        return pids;
    }

    @Override
    public boolean read(int pid, PidFile file) {
        place.is(pid, file);
        try (var in = new FileInputStream(place.toString())) {
            int length = Math.max(0, in.read(buffer, 0, ONE_READ));
            // A whole read may have been cut off; the kernel fills it where there is more.
            while (length > 0 && length % ONE_READ == 0 && length < LONGEST) {
                if (length == buffer.length) buffer = Arrays.copyOf(buffer, 2 * length);
                int more = in.read(buffer, length, ONE_READ);
                if (more <= 0) break;
                length += more;
            }
            cursor.restart(buffer, length);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public Cursor cursor() {
        return cursor;
    }
}
