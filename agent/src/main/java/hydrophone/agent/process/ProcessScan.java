package hydrophone.agent.process;

import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.process.ProcessEntry.Io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads all processes below a /proc: stat of each, and status, io and cgroup of all but kernel
 * threads (which are root's, without memory and never in a job). A process that ends while it is
 * read is left out; one whose files make no sense is left out and named. Not thread-safe.
 */
final class ProcessScan {
    private final KernelFiles proc;
    private final int most;
    private final RememberedJobs remembered = new RememberedJobs();

    /**
     * @param most processes that may be read at once
     */
    ProcessScan(KernelFiles proc, int most) {
        this.proc = proc;
        this.most = most;
    }

    /** What one scan found; rows of the entries are those of the tick table. */
    record Found(List<RawProcess> processes, List<String> problems) {}

    /** One process as read. */
    record RawProcess(
            long pid, int row, StatLine stat, StatusLines status, Io io, CgroupLines cgroup) {}

    /** Ticks since boot, 0 where the machine does not say. */
    long uptime() {
        int length = proc.readAll("uptime");
        try {
            return length < 0 ? 0 : Math.round(proc.cursor("uptime", length).decimal() * 100);
        } catch (MalformedFileException _) {
            return 0;
        }
    }

    /** Reads stat alone. */
    void ticks(TickTable into) throws TooManyProcessesException {
        for (long pid : pids()) {
            try {
                StatLine stat = stat(pid);
                if (stat != null) into.add(pid, stat);
            } catch (MalformedFileException _) {
                // The full scan names it.
            }
        }
    }

    /** Reads everything. */
    Found read(TickTable into) throws TooManyProcessesException {
        var processes = new ArrayList<RawProcess>();
        var problems = new ArrayList<String>();
        for (long pid : pids()) {
            try {
                read(pid, into, processes);
            } catch (MalformedFileException e) {
                problems.add(e.detail());
            }
        }
        remembered.forgetUnseen();
        return new Found(processes, problems);
    }

    private void read(long pid, TickTable into, List<RawProcess> processes)
            throws MalformedFileException {
        StatLine stat = stat(pid);
        if (stat == null) return;
        into.add(pid, stat);
        int row = into.size() - 1;
        if (stat.kernelThread()) {
            var kernel = StatusLines.of(0);
            processes.add(new RawProcess(pid, row, stat, kernel, Io.NONE, CgroupLines.NONE));
            return;
        }
        StatusLines status = status(pid);
        if (status == null) return;
        Io io = io(pid, stat);
        CgroupLines cgroup = remembered.of(pid, stat, cgroup(pid));
        processes.add(new RawProcess(pid, row, stat, status, io, cgroup));
    }

    private @Nullable StatLine stat(long pid) throws MalformedFileException {
        String file = pid + "/stat";
        int length = proc.readOnce(file);
        if (length < 0) return null;
        StatLine stat = StatLine.parse(proc.cursor(file, length));
        return stat.dead() ? null : stat;
    }

    private @Nullable StatusLines status(long pid) throws MalformedFileException {
        String file = pid + "/status";
        int length = proc.readOnce(file);
        if (length >= 0) return StatusLines.parse(proc.cursor(file, length));
        try {
            Object owner = Files.getAttribute(Path.of(proc.path(Long.toString(pid))), "unix:uid");
            return StatusLines.of(Integer.toUnsignedLong((Integer) owner));
        } catch (IOException _) {
            return null;
        }
    }

    private Io io(long pid, StatLine stat) throws MalformedFileException {
        if (remembered.ioDenied(pid, stat)) return Io.NONE;
        String file = pid + "/io";
        int length = proc.readOnce(file);
        if (length >= 0) return IoCounters.parse(proc.cursor(file, length));
        remembered.denyIo(pid, stat);
        return Io.NONE;
    }

    private CgroupLines cgroup(long pid) {
        String file = pid + "/cgroup";
        int length = proc.readOnce(file);
        return length < 0 ? CgroupLines.NONE : CgroupLines.parse(proc.cursor(file, length));
    }

    /** Ascending, so that most parents are read before their children. */
    private long[] pids() throws TooManyProcessesException {
        long[] pids =
                Arrays.stream(proc.names(""))
                        .filter(ProcessScan::isPid)
                        .mapToLong(Long::parseLong)
                        .sorted()
                        .toArray();
        if (pids.length > most) throw new TooManyProcessesException(pids.length, most);
        return pids;
    }

    private static boolean isPid(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') return false;
        }
        return !name.isEmpty() && name.length() < 10 && name.charAt(0) != '0';
    }
}
