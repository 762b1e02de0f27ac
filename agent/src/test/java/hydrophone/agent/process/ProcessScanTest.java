package hydrophone.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ProcessScanTest {
    private static final int PROCESSES = 400;
    private static final int SLOW = 300;

    @TempDir Path proc;

    /** Pids have begun again from below, so that all that were read are new, and none replaces. */
    @Test
    void aScanOutOfTimeHasRoomForAllThatItReadAndAllThatItDidNot() throws Exception {
        for (int pid = 1; pid <= PROCESSES; pid++) write(pid);
        long deadline = System.nanoTime() + 300_000_000;
        Thread late = writeLate(deadline);
        var before = new Generation();
        before.reserve(PROCESSES);
        for (int pid = 1; pid <= PROCESSES; pid++) before.add(10_000 + pid, 1, 5, 7, 0, 0);
        var now = new Generation();
        var scan = new ProcessScan(new StreamedPidFiles(proc), proc, 4096, 1_000_000);
        var problems = scan.read(before, now, new ProcessTable(), deadline);
        late.join();
        assertTrue(problems.getFirst().startsWith("out of time"), problems::toString);
        assertTrue(now.size() >= SLOW + PROCESSES, () -> now.size() + " of them");
        assertEquals(10_000 + PROCESSES, now.pid(now.size() - 1));
        assertEquals(7, now.own(now.size() - 1));
    }

    private void write(int pid) throws IOException {
        Path folder = Files.createDirectory(proc.resolve(Integer.toString(pid)));
        if (pid != SLOW) Files.writeString(folder.resolve("stat"), stat(pid));
    }

    /** A kernel's thread, as of those one file is read. */
    private static String stat(int pid) {
        return pid + " (k) S 2 0 0 0 -1 2129984 0 0 0 0 1 2 0 0 20 0 1 0 " + pid + "\n";
    }

    /** A file that can be read only when the time is over. */
    private Thread writeLate(long deadline) throws Exception {
        Path pipe = proc.resolve(SLOW + "/stat");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return Thread.startVirtualThread(() -> {
            try {
                while (System.nanoTime() < deadline) Thread.sleep(10);
                Files.writeString(pipe, stat(SLOW));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
