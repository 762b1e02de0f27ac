package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.machine.Recurring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads all processes below a /proc into columns, each file only when it can say something new:
 *
 * <ul>
 *   <li>stat, statm and io each time; of a kernel thread (root's, without memory, never in a job)
 *       stat alone;
 *   <li>status (for the real user and the namespace) at the first three scans, when the command has
 *       changed, always where root is among its users, who can become another one at any time, and
 *       else at every tenth scan (with subordinate users, others can do that, too);
 *   <li>cgroup at the first three scans and when the command has changed; then with a job at every
 *       tenth scan, without one as soon as the last reading is ten seconds old: slurmstepd and
 *       pam_slurm_adopt move processes after their start.
 * </ul>
 *
 * Scans that are a minute or more apart read all of them, so that nothing shown is older than ten
 * minutes.
 *
 * <p>A process that ends while it is read is left out; one whose files make no sense is left out
 * and named. A scan that runs over its time ends early: whom it did not reach is carried over as
 * last seen, not shown, and charged at the next scan. Not thread-safe.
 */
final class ProcessScan {
    private static final int EVERY = 10;

    /** Two generations, the table, the rates and the choice of what to show. */
    private static final int HEAP_EACH = 240;

    /** For making and sending a message that was cut. */
    private static final long HEAP_RESERVE = 3 << 20;

    /** Ten seconds, less what scans ten seconds apart may lie nearer. */
    private static final int GROUP_AGE_TICKS = 9 * 100;

    private static final int SELDOM_TICKS = 59 * 100;

    /** A machine where each file is torn must not fill the heap with lines about it. */
    private static final int MOST_NAMED = 20;

    private final PidFiles files;
    private final Path root;
    private final int crowd;
    private final StatLine stat = new StatLine();
    private final StatusLines status = new StatusLines();
    private final MemoryLines memory;
    private final IoCounters io = new IoCounters();
    private final Recurring<CgroupLines> groups =
            new Recurring<>(
                    128,
                    2048,
                    bytes -> CgroupLines.parse(new Cursor("cgroup", bytes, bytes.length)));
    private int scans;
    private int unnamed;
    private boolean seldom;

    /**
     * @param crowd processes from which on the heap is looked at
     */
    ProcessScan(PidFiles files, Path root, long pageBytes, int crowd) {
        this.files = files;
        this.root = root;
        this.memory = new MemoryLines(pageBytes);
        this.crowd = crowd;
    }

    /** Reads stat alone. */
    void ticks(Generation into) throws TooManyProcessesException {
        Pids pids = pids(into, into);
        for (int i = 0; i < pids.size(); i++) {
            try {
                readStat(pids.at(i), into);
            } catch (MalformedFileException _) {
                // The full scan names it.
            }
        }
    }

    /**
     * Reads everything.
     *
     * @param deadline by System.nanoTime
     * @return what was wrong
     */
    List<String> read(Generation before, Generation now, ProcessTable table, long deadline)
            throws TooManyProcessesException {
        var problems = new ArrayList<String>();
        Pids pids = pids(before, now);
        table.begin(now);
        scans++;
        unnamed = 0;
        seldom = now.uptime() - before.uptime() >= SELDOM_TICKS;
        int old = 0;
        for (int i = 0; i < pids.size(); i++) {
            int pid = pids.at(i);
            if (i % 64 == 63 && System.nanoTime() - deadline > 0) {
                problems.add(
                        "out of time: "
                                + (pids.size() - i)
                                + " of "
                                + pids.size()
                                + " processes were not read");
                now.unfinished(before);
                break;
            }
            while (old < before.size() && before.pid(old) < pid) old++;
            try {
                read(pid, before, old, now, table);
            } catch (MalformedFileException e) {
                name(e.detail(), problems);
            }
        }
        if (unnamed > 0) problems.add("and " + unnamed + " more");
        inheritJobs(now);
        return problems;
    }

    private void name(String problem, List<String> problems) {
        if (problems.size() < MOST_NAMED) problems.add(problem);
        else unnamed++;
    }

    private void read(int pid, Generation before, int old, Generation now, ProcessTable table)
            throws MalformedFileException {
        int row = readStat(pid, now);
        if (row < 0) return;
        boolean known = old < before.size() && now.same(row, before, old);
        boolean fresh = !known || before.seen(old) < 3 || !before.comm(old).equals(stat.comm());
        if (known) now.knows(row, before, old);
        int kept = known ? before.flags(old) & ~(Generation.ZOMBIE | Generation.HIDDEN) : 0;
        if (fresh) kept &= ~(Generation.SHIM | Generation.IO_DENIED);
        now.flag(row, kept, true);
        now.names(row, stat.comm());
        if (fresh) now.flag(row, Generation.SHIM, ContainerTrees.shim(stat.comm()));
        now.countSeen(row);
        if (stat.kernelThread()) kernelThread(row, now);
        else if (!ordinary(pid, row, fresh, now)) return;
        table.figures(row, stat.threads(), memory, io);
        now.flag(row, Generation.HIDDEN, false);
    }

    /** Not shown until all of it is read; the ticks count in any case. */
    private int readStat(int pid, Generation into) throws MalformedFileException {
        if (!files.read(pid, PidFile.STAT)) return -1;
        stat.read(files.cursor());
        if (stat.dead()) return -1;
        int flags = stat.zombie() ? Generation.ZOMBIE | Generation.HIDDEN : Generation.HIDDEN;
        return into.add(pid, stat.ppid(), stat.start(), stat.own(), stat.reaped(), flags);
    }

    private void kernelThread(int row, Generation now) {
        now.flag(row, Generation.KERNEL, true);
        now.job(row, stat.pgrp());
        memory.none();
        io.none();
    }

    private boolean ordinary(int pid, int row, boolean fresh, Generation now)
            throws MalformedFileException {
        boolean turn = seldom || (scans + pid) % EVERY == 0;
        boolean statm = files.read(pid, PidFile.STATM);
        if (statm) memory.readStatm(files.cursor());
        if (fresh || turn || !statm || now.is(row, Generation.ROOT)) {
            if (!readStatus(pid, row, now)) return false;
            if (!statm) memory.take(status);
        }
        readIo(pid, row, turn, now);
        boolean job = now.is(row, Generation.JOB);
        if (fresh || (job ? turn : now.groupAge(row) >= GROUP_AGE_TICKS)) {
            readGroup(pid, row, now);
        }
        // Process groups change at any time, without a file that would have to be read.
        if (!now.is(row, Generation.JOB)) now.job(row, stat.pgrp());
        return true;
    }

    private boolean readStatus(int pid, int row, Generation now) throws MalformedFileException {
        if (files.read(pid, PidFile.STATUS)) {
            status.read(files.cursor());
        } else {
            int owner = PidFiles.owner(root, pid);
            if (owner == -1) return false;
            status.clear(owner);
        }
        now.owner(row, status.uid());
        now.flag(row, Generation.ROOT, status.root());
        now.flag(row, Generation.NESTED, status.nested());
        return true;
    }

    /** What is not ours to read is asked for again only now and then. */
    private void readIo(int pid, int row, boolean turn, Generation now)
            throws MalformedFileException {
        if (turn || !now.is(row, Generation.IO_DENIED)) {
            boolean given = files.read(pid, PidFile.IO);
            now.flag(row, Generation.IO_DENIED, !given);
            if (given) {
                io.read(files.cursor());
                return;
            }
        }
        io.none();
    }

    /**
     * A zombie loses its group (v1), but not the job that it was seen in; nor does who ends now.
     */
    private void readGroup(int pid, int row, Generation now) {
        if (!files.read(pid, PidFile.CGROUP)) return;
        CgroupLines group = files.cursor().known(groups);
        now.groupRead(row, now.uptime());
        if (!group.known() && stat.zombie() && now.is(row, Generation.JOB)) return;
        now.flag(row, Generation.JOB, group.known());
        now.flag(row, Generation.SLURM, group.slurm());
        now.flag(row, Generation.CONTAINER, group.container());
        if (group.known()) now.job(row, group.job());
    }

    /** A zombie that was never seen alive is where its parent is. */
    private static void inheritJobs(Generation now) {
        for (int row = 0; row < now.size(); row++) {
            if (!now.is(row, Generation.ZOMBIE) || now.is(row, Generation.JOB)) continue;
            int parent = now.row(now.ppid(row));
            if (parent < 0 || !now.is(parent, Generation.SLURM)) continue;
            now.flag(row, Generation.JOB | Generation.SLURM, true);
            now.job(row, now.job(parent));
        }
    }

    private Pids pids(Generation before, Generation into) throws TooManyProcessesException {
        Pids pids = files.list();
        if (pids.size() > crowd) checkHeap(pids.size(), before.room(), into.room());
        into.reserve(pids.size());
        return pids;
    }

    /** What is free is only known after a collection, which a machine so crowded can bear. */
    private static void checkHeap(int processes, int before, int now)
            throws TooManyProcessesException {
        System.gc();
        Runtime heap = Runtime.getRuntime();
        long free = heap.maxMemory() - heap.totalMemory() + heap.freeMemory() - HEAP_RESERVE;
        long held = (long) Generation.BYTES * before + (long) (HEAP_EACH - Generation.BYTES) * now;
        long most = Math.max(0, (held + free) / HEAP_EACH);
        if (processes > most) throw new TooManyProcessesException(processes, (int) most);
    }
}
