package hydrophone.agent.machine;

/**
 * /proc/meminfo.
 *
 * @param total KiB, MemTotal, never 0
 * @param available KiB, MemAvailable; 0 where the kernel does not say
 */
public record MemInfo(long total, long available) {

    public static MemInfo parse(Cursor in) throws MalformedFileException {
        long total = 0;
        long available = 0;
        for (; !in.atEnd(); in.nextLine()) {
            if (in.skip("MemTotal:")) total = kib(in);
            else if (in.skip("MemAvailable:")) available = kib(in);
        }
        if (total == 0) throw in.malformed("expected a line MemTotal above 0");
        return new MemInfo(total, available);
    }

    /** KiB that programs hold: MemTotal - MemAvailable. */
    public long used() {
        return Math.max(0, total - available);
    }

    private static long kib(Cursor in) throws MalformedFileException {
        long value = in.count();
        if (!in.field().equals("kB")) throw in.malformed("expected kB");
        return value;
    }
}
