package hydrophone.agent.slurm;

import hydrophone.agent.machine.Program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line of sacct. */
public final class Sacct {
    /** What its output may have. */
    public static final long MAX_BYTES = 256L << 20;

    /** A job that was resized has a run of its own before that, which ends as RESIZING. */
    private static final String FINAL =
            "BOOT_FAIL,CANCELLED,COMPLETED,DEADLINE,FAILED,NODE_FAIL,OUT_OF_MEMORY,PREEMPTED,"
                    + "REQUEUED,RESIZING,REVOKED,TIMEOUT";

    private static final String UNCOMPLETED = ",PENDING,RUNNING,SUSPENDED";
    private static final String SONAR_FINAL =
            "CANCELLED,COMPLETED,DEADLINE,FAILED,OUT_OF_MEMORY,TIMEOUT";
    private static final String SONAR_UNCOMPLETED = ",PENDING,RUNNING";

    /**
     * Dates as seconds and the zone's offset at that date: longer formats do not fit Slurm's buffer
     * (22.05: 20 bytes), and then it says nothing and writes local time. Words in English.
     */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", "%s%z");

    private Sacct() {}

    /**
     * Asks for all users' jobs and steps, each run of a requeued job ({@code -D}). Each column, the
     * last too, ends with the delimiter ({@code --parsable}), so that the end of a record is
     * certain whatever a name holds.
     *
     * @param sacct the program, a path or a name
     * @param delimiter what separates columns, must not occur in a name; there are 33 in a record
     */
    public static Program program(
            String sacct, SacctQuery query, String delimiter, Duration timeout) {
        List<String> which = List.of("-s", states(query), "-S", query.from(), "-E", query.to());
        return program(sacct, which, delimiter, timeout);
    }

    /** Asks for certain jobs and their steps, whatever their time and state. */
    public static Program ofIds(String sacct, List<Long> jobs, String delimiter, Duration timeout) {
        String list = jobs.stream().map(String::valueOf).collect(Collectors.joining(","));
        return program(sacct, List.of("-j", list), delimiter, timeout);
    }

    private static Program program(
            String sacct, List<String> which, String delimiter, Duration timeout) {
        List<String> command = new ArrayList<>();
        command.add(sacct);
        command.addAll(List.of("-aD", "--parsable", "--noheader", "--delimiter=" + delimiter));
        command.addAll(which);
        command.addAll(List.of("-o", SacctColumn.format()));
        return new Program(command, ENVIRONMENT, timeout, MAX_BYTES);
    }

    private static String states(SacctQuery query) {
        return switch (query.states()) {
            case ALL -> query.uncompleted() ? FINAL + UNCOMPLETED : FINAL;
            case SONAR -> query.uncompleted() ? SONAR_FINAL + SONAR_UNCOMPLETED : SONAR_FINAL;
        };
    }
}
