package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The numbered folders below a /proc. Two ways to read them: {@link StreamedPidFiles} starts at
 * once, {@link NativePidFiles} leaves no garbage and costs a tenth less. What was read is valid
 * until the next read. Not thread-safe.
 */
sealed interface PidFiles permits StreamedPidFiles, NativePidFiles {

    /** Hardly any file of a process comes near; a longer one is cut off. A multiple of 8 KiB. */
    int LONGEST = 64 * 1024;

    /** All processes there are now; valid until the next call. */
    Pids list();

    /**
     * Reads one file whole: one open, one read, one close.
     *
     * @return false if it cannot be read: it is not there, not ours to read, or its process has
     *     gone
     */
    boolean read(int pid, PidFile file);

    /** Stands at the start of what was read last. */
    Cursor cursor();

    /** Whose folder it is (the effective user), -1 if the process has gone. */
    static int owner(Path root, int pid) {
        try {
            Path folder = root.resolve(Integer.toString(pid));
            return (Integer) Files.getAttribute(folder, "unix:uid");
        } catch (IOException _) {
            return -1;
        }
    }

    /** The file read last, for errors only: its name is made when it is asked for. */
    final class Place {
        private final String root;
        private int pid;
        private PidFile file = PidFile.STAT;

        Place(String root) {
            this.root = root;
        }

        void is(int newPid, PidFile newFile) {
            pid = newPid;
            file = newFile;
        }

        @Override
        public String toString() {
            return root + "/" + pid + "/" + file.word();
        }
    }
}
