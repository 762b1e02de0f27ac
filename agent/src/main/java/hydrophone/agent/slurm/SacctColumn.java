package hydrophone.agent.slurm;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that sacct is asked for, in the order of its output: Sonar's 32, and ReqTRES before
 * the last. The name is the only column that a user can fill with anything, so it stands last.
 */
enum SacctColumn {
    JOB_ID("JobID"),
    JOB_ID_RAW("JobIDRaw"),
    USER("User"),
    ACCOUNT("Account"),
    STATE("State"),
    START("Start"),
    END("End"),
    AVE_CPU("AveCPU"),
    AVE_DISK_READ("AveDiskRead"),
    AVE_DISK_WRITE("AveDiskWrite"),
    AVE_RSS("AveRSS"),
    AVE_VM_SIZE("AveVMSize"),
    ELAPSED_RAW("ElapsedRaw"),
    EXIT_CODE("ExitCode"),
    LAYOUT("Layout"),
    MAX_RSS("MaxRSS"),
    MAX_VM_SIZE("MaxVMSize"),
    MIN_CPU("MinCPU"),
    REQ_CPUS("ReqCPUS"),
    REQ_MEM("ReqMem"),
    REQ_NODES("ReqNodes"),
    RESERVATION("Reservation"),
    SUBMIT("Submit"),
    SUSPENDED("Suspended"),
    SYSTEM_CPU("SystemCPU"),
    TIMELIMIT_RAW("TimelimitRaw"),
    USER_CPU("UserCPU"),
    NODE_LIST("NodeList"),
    PARTITION("Partition"),
    ALLOC_TRES("AllocTRES"),
    PRIORITY("Priority"),
    REQ_TRES("ReqTRES"),
    JOB_NAME("JobName");

    /** All of them, once: {@code values()} copies. */
    static final List<SacctColumn> ALL = List.of(values());

    static final int COUNT = ALL.size();

    /** What sacct calls it. */
    final String title;

    /** Its place in the order above. */
    @SuppressWarnings("EnumOrdinal") // the order is what this enum is about
    final int place = ordinal();

    SacctColumn(String title) {
        this.title = title;
    }

    /** For {@code sacct -o}. */
    static String format() {
        return Stream.of(values()).map(column -> column.title).collect(Collectors.joining(","));
    }
}
