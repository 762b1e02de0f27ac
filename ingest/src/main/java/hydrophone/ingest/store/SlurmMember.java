package hydrophone.ingest.store;

import hydrophone.message.ExtendedUint;
import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The members of a Slurm record that are merged one by one, each with its column of {@code
 * slurm_job}. A member is absent (null) when it was not on the wire.
 */
enum SlurmMember {
    STATE("state", job -> text(job.stateWord())),
    NAME("name", job -> text(job.jobName())),
    /** A text here; the column holds the number of the user. */
    USER("user_id", job -> text(job.userName())),
    ACCOUNT("account", job -> text(job.account())),
    PARTITION("partition_name", job -> text(job.partition())),
    RESERVATION("reservation", job -> text(job.reservation())),
    NODES("nodes", job -> job.nodes().isEmpty() ? null : JsonText.list(job.nodes())),
    ARRAY_JOB("array_job_id", job -> figure(job.arrayJobId())),
    ARRAY_TASK("array_task_id", job -> job.arrayJobId() == 0 ? null : job.arrayTaskId()),
    HET_JOB("het_job_id", job -> figure(job.hetJobId())),
    HET_OFFSET("het_job_offset", job -> job.hetJobId() == 0 ? null : job.hetJobOffset()),
    /** Of a step: of a run it is the key. */
    STEP_SUBMIT("step_submit_t", job -> job.jobStep().isEmpty() ? null : time(job.submitTime())),
    START("start_t", job -> time(job.startTime())),
    END("end_t", job -> time(job.endTime())),
    SUSPEND("suspend_s", job -> figure(job.suspendTime())),
    TIME_LIMIT("time_limit_s", job -> extended(job.timeLimit())),
    PRIORITY("priority", job -> extended(job.priority())),
    DISTRIBUTION("distribution", job -> text(job.distribution())),
    REQ_TRES("req_tres", job -> text(job.requestedResources())),
    ALLOC_TRES("alloc_tres", job -> text(job.allocatedResources())),
    REQ_CPUS("req_cpus", job -> figure(job.requestedCpus())),
    REQ_MEM("req_mem_per_node_kb", job -> figure(job.requestedMemoryPerNode())),
    REQ_NODES("req_nodes", job -> figure(job.requestedNodeCount())),
    EXIT_CODE("exit_code", job -> figure(job.exitCode())),
    EXIT_SIGNAL("exit_signal", job -> figure(job.exitSignal())),
    MIN_CPU("min_cpu_s", sacct(Sacct::minCpu)),
    SACCT_ALLOC_TRES(
            "sacct_alloc_tres", job -> job.sacct() == null ? null : text(job.sacct().allocTres())),
    AVE_CPU("ave_cpu_s", sacct(Sacct::aveCpu)),
    AVE_DISK_READ("ave_disk_read_kb", sacct(Sacct::aveDiskRead)),
    AVE_DISK_WRITE("ave_disk_write_kb", sacct(Sacct::aveDiskWrite)),
    AVE_RSS("ave_rss_kb", sacct(Sacct::aveRss)),
    AVE_VM("ave_vm_kb", sacct(Sacct::aveVmSize)),
    ELAPSED("elapsed_s", sacct(Sacct::elapsedRaw)),
    SYSTEM_CPU("system_cpu_s", sacct(Sacct::systemCpu)),
    USER_CPU("user_cpu_s", sacct(Sacct::userCpu)),
    MAX_RSS("max_rss_kb", sacct(Sacct::maxRss)),
    MAX_VM("max_vm_kb", sacct(Sacct::maxVmSize));

    private final String column;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above hold nothing
    private final Function<SlurmJob, @Nullable Object> member;

    SlurmMember(String column, Function<SlurmJob, @Nullable Object> member) {
        this.column = column;
        this.member = member;
    }

    String column() {
        return column;
    }

    /** A {@code Long} or a {@code String}; null = absent. */
    @Nullable Object of(SlurmJob job) {
        return member.apply(job);
    }

    private static @Nullable Object text(String value) {
        return value.isEmpty() ? null : value;
    }

    private static @Nullable Object figure(long value) {
        return value == 0 ? null : Long.valueOf(value);
    }

    private static @Nullable Object time(@Nullable OffsetDateTime value) {
        return value == null ? null : Long.valueOf(value.toEpochSecond());
    }

    /** -1 = unlimited. */
    private static @Nullable Object extended(long wire) {
        if (wire == ExtendedUint.INFINITE) return -1L;
        return wire < 2 ? null : Long.valueOf(wire - 2);
    }

    private static Function<SlurmJob, @Nullable Object> sacct(ToLongFunction<Sacct> figure) {
        return job -> job.sacct() == null ? null : figure(figure.applyAsLong(job.sacct()));
    }
}
