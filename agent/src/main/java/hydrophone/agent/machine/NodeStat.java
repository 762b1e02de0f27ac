package hydrophone.agent.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * /proc/stat.
 *
 * @param cpuSeconds whole seconds of work (user, nice, system, irq, softirq) by CPU number; offline
 *     ones are 0
 * @param bootTime {@code btime}: seconds since 1970, may differ by one from read to read
 */
public record NodeStat(List<Long> cpuSeconds, long bootTime) {
    /**
     * Ticks a second in every file below /proc. It is the kernel's USER_HZ, which is 100 on each
     * architecture that Linux runs on today, whatever the kernel's own HZ.
     */
    public static final int HZ = 100;

    private static final int MAX_CPUS = 65536;

    /** Times on the wire have four digits of a year. */
    private static final long LAST_BOOT = 7030L * 365 * 86_400;

    public NodeStat {
        cpuSeconds = List.copyOf(cpuSeconds);
    }

    public static NodeStat parse(Cursor in) throws MalformedFileException {
        var cpus = new ArrayList<Long>();
        long boot = -1;
        for (; !in.atEnd(); in.nextLine()) {
            if (in.skip("btime ")) boot = in.count();
            else if (in.skip("cpu") && in.peek() != ' ') cpu(in, cpus);
        }
        if (boot < 0) throw in.malformed("expected a line btime");
        if (boot > LAST_BOOT) throw in.malformed("expected a btime before the year 9000");
        return new NodeStat(cpus, boot);
    }

    private static void cpu(Cursor in, List<Long> cpus) throws MalformedFileException {
        long index = in.count();
        if (index >= MAX_CPUS) throw in.malformed("expected a CPU number below " + MAX_CPUS);
        long ticks = in.summand() + in.summand() + in.summand();
        in.skipFields(2);
        ticks += in.summand() + in.summand();
        while (cpus.size() <= index) cpus.add(0L);
        cpus.set((int) index, ticks / HZ);
    }
}
