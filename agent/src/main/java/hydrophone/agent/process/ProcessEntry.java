package hydrophone.agent.process;

/**
 * What is known of one process at one scan.
 *
 * @param pid process id
 * @param ppid parent's
 * @param comm the kernel's name of its command
 * @param zombie it has ended and nobody has waited for it yet
 * @param uid real user number
 * @param job Slurm job id, else process group id; 0 = unknown
 * @param slurm {@code job} is Slurm's
 * @param container it runs in a container
 * @param threads at least 1
 * @param memory what it holds
 * @param io what it read and wrote; zeros where that is not ours to read
 * @param own ticks that it spent itself since its start
 * @param reaped ticks of the children that it waited for
 * @param age ticks since its start, at least 1
 * @param charged ticks charged to it for the time since the scan before
 */
public record ProcessEntry(
        long pid,
        long ppid,
        String comm,
        boolean zombie,
        long uid,
        long job,
        boolean slurm,
        boolean container,
        long threads,
        Memory memory,
        Io io,
        long own,
        long reaped,
        long age,
        long charged) {

    /** KiB: VmRSS, RssAnon, VmData + VmStk of /proc/N/status. */
    public record Memory(long resident, long residentAnonymous, long dataAndStack) {}

    /** KiB rounded up: read_bytes, write_bytes, cancelled_write_bytes of /proc/N/io. */
    public record Io(long read, long written, long cancelled) {
        public static final Io NONE = new Io(0, 0, 0);
    }
}
