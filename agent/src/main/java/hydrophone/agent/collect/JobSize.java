package hydrophone.agent.collect;

import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes a record takes in a message at most: exact but for the length of its numbers, and
 * never too few, whatever characters are in its names. The price is a look at each character.
 */
final class JobSize {
    /** {@code ,"name":""} */
    private static final int MEMBER = 6;

    /** Braces, comma, and the frame of the member {@code sacct}. */
    private static final int FRAME = 16;

    private static final int TIME = 25;

    private JobSize() {}

    static int most(SlurmJob job) {
        int size = FRAME + ids(job) + texts(job) + figures(job);
        size += nodes(job);
        Sacct sacct = job.sacct();
        return sacct == null ? size : size + most(sacct);
    }

    private static int ids(SlurmJob job) {
        return number("job_id", job.jobId())
                + number("array_job_id", job.arrayJobId())
                + (job.arrayJobId() == 0 ? 0 : always("array_task_id", job.arrayTaskId()))
                + number("het_job_id", job.hetJobId())
                + (job.hetJobId() == 0 ? 0 : always("het_job_offset", job.hetJobOffset()));
    }

    private static int texts(SlurmJob job) {
        return text("job_step", job.jobStep())
                + text("job_name", job.jobName())
                + text("job_state", job.jobState())
                + text("user_name", job.userName())
                + text("account", job.account())
                + text("partition", job.partition())
                + text("reservation", job.reservation())
                + text("distribution", job.distribution())
                + text("requested_resources", job.requestedResources())
                + text("allocated_resources", job.allocatedResources());
    }

    private static int figures(SlurmJob job) {
        return time("submit_time", job.submitTime())
                + time("start_time", job.startTime())
                + time("end_time", job.endTime())
                + number("time_limit", job.timeLimit())
                + number("priority", job.priority())
                + number("requested_cpus", job.requestedCpus())
                + number("requested_memory_per_node", job.requestedMemoryPerNode())
                + number("requested_node_count", job.requestedNodeCount())
                + number("suspend_time", job.suspendTime())
                + number("exit_code", job.exitCode())
                + number("exit_signal", job.exitSignal());
    }

    private static int nodes(SlurmJob job) {
        int size = job.nodes().isEmpty() ? 0 : MEMBER + "nodes".length();
        for (String range : job.nodes()) size += 3 + encoded(range);
        return size;
    }

    private static int most(Sacct sacct) {
        return text("AllocTRES", sacct.allocTres())
                + number("MinCPU", sacct.minCpu())
                + number("AveCPU", sacct.aveCpu())
                + number("AveDiskRead", sacct.aveDiskRead())
                + number("AveDiskWrite", sacct.aveDiskWrite())
                + number("AveRSS", sacct.aveRss())
                + number("AveVMSize", sacct.aveVmSize())
                + number("ElapsedRaw", sacct.elapsedRaw())
                + number("SystemCPU", sacct.systemCpu())
                + number("UserCPU", sacct.userCpu())
                + number("MaxRSS", sacct.maxRss())
                + number("MaxVMSize", sacct.maxVmSize());
    }

    private static int number(String name, long value) {
        return value == 0 ? 0 : always(name, value);
    }

    private static int always(String name, long value) {
        return MEMBER + name.length() + digits(value);
    }

    /** Perhaps one too many. */
    private static int digits(long value) {
        if (value < 0) return 20;
        int bits = 64 - Long.numberOfLeadingZeros(value);
        return bits * 3 / 10 + 1;
    }

    private static int time(String name, @Nullable Object time) {
        return time == null ? 0 : MEMBER + name.length() + TIME;
    }

    private static int text(String name, String value) {
        return value.isEmpty() ? 0 : MEMBER + name.length() + encoded(value);
    }

    /** The codec escapes quotes and backslashes by one more byte, control characters by five. */
    static int encoded(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            size += encoded(c);
        }
        return size;
    }

    private static int encoded(char c) {
        if (c >= 0x800) return 3;
        if (c >= 0x80) return 2;
        return switch (c) {
            case '"', '\\', '\n', '\r', '\t' -> 2;
            default -> c < ' ' ? 6 : 1;
        };
    }
}
