package hydrophone.agent.slurm;

import hydrophone.message.ExtendedUint;
import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What the columns of a record mean on the wire. One that cannot be read is reported, and its
 * member left out.
 */
final class SacctJob {
    private static final String NUMBER = "a number";

    private final SacctRow row;
    private final ZoneId zone;
    private final NodeLists nodeLists = new NodeLists();

    SacctJob(SacctRow row, ZoneId zone) {
        this.row = row;
        this.zone = zone;
    }

    SlurmJob read(String requested) {
        String id = text(SacctColumn.JOB_ID);
        String raw = text(SacctColumn.JOB_ID_RAW);
        int dot = raw.indexOf('.');
        // An array's tasks are 12_3, a heterogeneous job's components 12+1; steps add .0 to either,
        // and components of a heterogeneous step .0+1, in any job.
        int step = id.indexOf('.');
        String job = step < 0 ? id : id.substring(0, step);
        int underscore = job.indexOf('_');
        int plus = underscore < 0 ? job.indexOf('+') : -1;
        String allocated = text(SacctColumn.ALLOC_TRES);
        return new SlurmJob(
                row.jobId(),
                dot < 0 ? "" : raw.substring(dot + 1),
                row.isOurs() ? text(SacctColumn.JOB_NAME) : known(SacctColumn.JOB_NAME),
                stateWord(),
                group(job, underscore),
                index(job, underscore),
                group(job, plus),
                index(job, plus),
                known(SacctColumn.USER),
                known(SacctColumn.ACCOUNT),
                date(SacctColumn.SUBMIT),
                timeLimit(),
                text(SacctColumn.PARTITION),
                known(SacctColumn.RESERVATION),
                nodes(),
                priority(),
                text(SacctColumn.LAYOUT),
                requested.isEmpty() ? text(SacctColumn.REQ_TRES) : requested,
                allocated,
                count(SacctColumn.REQ_CPUS),
                requestedMemory(),
                count(SacctColumn.REQ_NODES),
                date(SacctColumn.START),
                duration(SacctColumn.SUSPENDED),
                date(SacctColumn.END),
                exit(0),
                exit(1),
                use(allocated));
    }

    private @Nullable Sacct use(String allocated) {
        Sacct use =
                new Sacct(
                        duration(SacctColumn.MIN_CPU),
                        allocated,
                        duration(SacctColumn.AVE_CPU),
                        volume(SacctColumn.AVE_DISK_READ),
                        volume(SacctColumn.AVE_DISK_WRITE),
                        volume(SacctColumn.AVE_RSS),
                        volume(SacctColumn.AVE_VM_SIZE),
                        count(SacctColumn.ELAPSED_RAW),
                        duration(SacctColumn.SYSTEM_CPU),
                        duration(SacctColumn.USER_CPU),
                        volume(SacctColumn.MAX_RSS),
                        volume(SacctColumn.MAX_VM_SIZE));
        return isNothing(use) ? null : use;
    }

    /** None of them is ever negative. */
    private static boolean isNothing(Sacct use) {
        long times =
                use.minCpu() | use.aveCpu() | use.elapsedRaw() | use.systemCpu() | use.userCpu();
        long volumes = use.aveDiskRead() | use.aveDiskWrite() | use.aveRss() | use.aveVmSize();
        long most = use.maxRss() | use.maxVmSize();
        return use.allocTres().isEmpty() && (times | volumes | most) == 0;
    }

    /** {@code CANCELLED by 1003} is {@code CANCELLED}. */
    String stateWord() {
        String state = text(SacctColumn.STATE);
        int blank = state.indexOf(' ');
        return blank < 0 ? state : state.substring(0, blank);
    }

    private long group(String id, int mark) {
        return mark < 0 ? 0 : checked(SacctColumn.JOB_ID, id, id.substring(0, mark));
    }

    /** Tasks that wait are one record, {@code 12_[5-9%2]}: their index counts as 0. */
    private long index(String id, int mark) {
        if (mark < 0 || id.startsWith("[", mark + 1)) return 0;
        return checked(SacctColumn.JOB_ID, id, id.substring(mark + 1));
    }

    private long checked(SacctColumn column, String text, String number) {
        return checked(column, text, SacctValues.number(number), NUMBER);
    }

    private long checked(SacctColumn column, String text, long value, String expected) {
        if (value >= 0) return value;
        row.unreadable(column, text, expected);
        return 0;
    }

    private String text(SacctColumn column) {
        return row.text(column);
    }

    /**
     * Sonar takes {@code Unknown} for no name. A job may be called so: of Slurm itself it counts.
     */
    private String known(SacctColumn column) {
        String text = text(column);
        return text.equals("Unknown") ? "" : text;
    }

    private @Nullable OffsetDateTime date(SacctColumn column) {
        String text = text(column);
        if (SacctDates.isAbsent(text)) return null;
        OffsetDateTime date = SacctDates.parse(text, zone);
        if (date == null) row.unreadable(column, text, "a date");
        return date;
    }

    private long count(SacctColumn column) {
        return figure(column, SacctValues::count, NUMBER);
    }

    private long duration(SacctColumn column) {
        return figure(column, SacctValues::duration, "a duration");
    }

    private long volume(SacctColumn column) {
        return figure(column, SacctValues::volume, "a volume");
    }

    private long figure(SacctColumn column, ToLongFunction<String> parser, String expected) {
        String text = text(column);
        return text.isEmpty() ? 0 : checked(column, text, parser.applyAsLong(text), expected);
    }

    /** Minutes, or words. */
    private long timeLimit() {
        String text = text(SacctColumn.TIMELIMIT_RAW);
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "", "PARTITION_LIMIT", "UNKNOWN", "NONE" -> ExtendedUint.UNSET;
            case "UNLIMITED" -> ExtendedUint.INFINITE;
            default -> {
                long minutes = SacctValues.number(text);
                if (minutes >= 0) yield ExtendedUint.of(Math.min(minutes, 1L << 56) * 60);
                row.unreadable(SacctColumn.TIMELIMIT_RAW, text, "minutes");
                yield ExtendedUint.UNSET;
            }
        };
    }

    private long priority() {
        String text = text(SacctColumn.PRIORITY);
        if (text.isEmpty()) return ExtendedUint.UNSET;
        long priority = SacctValues.number(text);
        if (priority >= 0) return ExtendedUint.of(priority);
        row.unreadable(SacctColumn.PRIORITY, text, NUMBER);
        return ExtendedUint.UNSET;
    }

    /**
     * As sacct gives it, like Sonar: of one node with Slurm's older {@code n}, of the whole job
     * from 21.08 on. The older {@code c}, of one CPU, is made that of one node.
     */
    private long requestedMemory() {
        String text = text(SacctColumn.REQ_MEM);
        boolean perCpu = text.endsWith("c");
        boolean perNode = text.endsWith("n");
        String volume = perCpu || perNode ? text.substring(0, text.length() - 1) : text;
        long kib = checked(SacctColumn.REQ_MEM, text, SacctValues.volume(volume), "a volume");
        if (!perCpu) return kib;
        long cpus = Math.clamp(SacctValues.count(text(SacctColumn.REQ_CPUS)), 1, 1 << 24);
        long nodes = Math.max(SacctValues.count(text(SacctColumn.REQ_NODES)), 1);
        return Math.ceilDiv(Math.min(kib, Long.MAX_VALUE / cpus) * cpus, nodes);
    }

    private List<String> nodes() {
        String text = text(SacctColumn.NODE_LIST);
        if (NodeLists.isAbsent(text)) return List.of();
        try {
            return nodeLists.elements(text);
        } catch (IllegalArgumentException _) {
            row.unreadable(SacctColumn.NODE_LIST, text, "a list of nodes");
            return List.of();
        }
    }

    /** The code (0) or the signal (1) of {@code code:signal}. */
    private long exit(int part) {
        String text = text(SacctColumn.EXIT_CODE);
        if (text.isEmpty()) return 0;
        int colon = text.indexOf(':');
        if (part == 0) {
            return checked(
                    SacctColumn.EXIT_CODE, text, colon < 0 ? text : text.substring(0, colon));
        }
        return colon < 0 ? 0 : checked(SacctColumn.EXIT_CODE, text, text.substring(colon + 1));
    }
}
