package hydrophone.agent.process;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A kernel's book-keeping of processes and their ticks: fork, burn, exit, wait, adoption by a
 * subreaper or init. Pids run upward and are used again.
 */
final class SimulatedMachine {
    private static final long PID_MAX = 400;

    static final class Task {
        final long pid;
        final long start;
        final boolean subreaper;
        Task parent;
        long own;
        long reaped;
        boolean zombie;

        Task(long pid, long start, boolean subreaper, Task parent) {
            this.pid = pid;
            this.start = start;
            this.subreaper = subreaper;
            this.parent = parent;
        }
    }

    final TreeMap<Long, Task> tasks = new TreeMap<>();
    private final SplittableRandom random;
    private long lastPid = 1;
    long clock = 1000;
    long spent;

    @SuppressWarnings("NullAway") // init has no parent
    SimulatedMachine(SplittableRandom random) {
        this.random = random;
        tasks.put(1L, new Task(1, 0, true, null));
    }

    /** One random event; time passes now and then. */
    void step() {
        if (random.nextInt(4) == 0) clock++;
        Task task = any();
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> fork(task);
            case 3, 4, 5, 6 -> burn(task, random.nextInt(50));
            case 7 -> exit(task);
            default -> reapChildren(task);
        }
    }

    void burn(Task task, long ticks) {
        if (task.zombie) return;
        task.own += ticks;
        spent += ticks;
    }

    private void fork(Task parent) {
        if (parent.zombie || tasks.size() > 150) return;
        long pid = lastPid;
        do {
            pid = pid == PID_MAX ? 2 : pid + 1;
        } while (tasks.containsKey(pid));
        lastPid = pid;
        tasks.put(pid, new Task(pid, clock, random.nextInt(8) == 0, parent));
    }

    private void exit(Task task) {
        if (task.pid == 1 || task.zombie) return;
        task.zombie = true;
        Task reaper = task.parent;
        while (!reaper.subreaper || reaper.zombie) reaper = reaper.parent;
        for (Task other : tasks.values()) {
            if (other.parent == task) other.parent = reaper;
        }
        if (random.nextBoolean()) wait(task.parent, task);
    }

    private void reapChildren(Task parent) {
        for (Task task : List.copyOf(tasks.values())) {
            if (task.parent == parent && task.zombie) wait(parent, task);
        }
    }

    private void wait(Task parent, Task child) {
        if (parent.zombie) return;
        parent.reaped += child.own + child.reaped;
        tasks.remove(child.pid);
    }

    private Task any() {
        var all = new ArrayList<>(tasks.values());
        return all.get(random.nextInt(all.size()));
    }

    /** What a scan would note. */
    void note(Task task, Generation into) {
        int ppid = task.pid == 1 ? 0 : (int) task.parent.pid;
        int flags = task.zombie ? Generation.ZOMBIE : 0;
        into.add((int) task.pid, ppid, task.start, task.own, task.reaped, flags);
    }
}
