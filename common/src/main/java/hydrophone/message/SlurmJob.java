package hydrophone.message;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/**
 * One Slurm job ({@code jobStep} = "") or one of its steps, as sacct and scontrol tell it. Members
 * that Slurm does not know are left out; a reader keeps what it knew.
 *
 * @param jobId sacct JobIDRaw
 * @param jobStep {@code batch}, {@code extern}, {@code interactive}, {@code 0}, …; "" for the job
 *     itself
 * @param jobState Slurm's state; Sonar appends {@code by <uid>} to CANCELLED, see {@link
 *     #stateWord}
 * @param arrayJobId id of the array, 0 = no array job
 * @param arrayTaskId index in the array; written when {@code arrayJobId} is (Sonar leaves 0 out)
 * @param hetJobId id of the heterogeneous job, 0 = none
 * @param hetJobOffset component; written when {@code hetJobId} is (Sonar leaves 0 out)
 * @param userName "" on steps
 * @param submitTime when it was submitted
 * @param timeLimit {@link ExtendedUint} of seconds
 * @param nodes node ranges as Slurm folds them
 * @param priority {@link ExtendedUint}
 * @param distribution sacct Layout
 * @param requestedResources scontrol ReqTRES
 * @param allocatedResources sacct AllocTRES; typed and untyped GPUs both appear, never add them
 * @param requestedCpus sacct ReqCPUS
 * @param requestedMemoryPerNode KiB, sacct ReqMem
 * @param requestedNodeCount sacct ReqNodes
 * @param suspendTime s, sacct Suspended
 * @param exitCode the part of sacct's ExitCode before the colon
 * @param exitSignal the part after the colon; our addition, Sonar loses it
 * @param sacct figures of use; null when there are none
 */
public record SlurmJob(
        long jobId,
        String jobStep,
        String jobName,
        String jobState,
        long arrayJobId,
        long arrayTaskId,
        long hetJobId,
        long hetJobOffset,
        String userName,
        String account,
        @Nullable OffsetDateTime submitTime,
        long timeLimit,
        String partition,
        String reservation,
        List<String> nodes,
        long priority,
        String distribution,
        String requestedResources,
        String allocatedResources,
        long requestedCpus,
        long requestedMemoryPerNode,
        long requestedNodeCount,
        @Nullable OffsetDateTime startTime,
        long suspendTime,
        @Nullable OffsetDateTime endTime,
        long exitCode,
        long exitSignal,
        @Nullable Sacct sacct) {

    public SlurmJob {
        Objects.requireNonNull(jobStep, "jobStep");
        Objects.requireNonNull(jobName, "jobName");
        Objects.requireNonNull(jobState, "jobState");
        Objects.requireNonNull(userName, "userName");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(partition, "partition");
        Objects.requireNonNull(reservation, "reservation");
        Objects.requireNonNull(distribution, "distribution");
        Objects.requireNonNull(requestedResources, "requestedResources");
        Objects.requireNonNull(allocatedResources, "allocatedResources");
        nodes = List.copyOf(nodes);
    }

    /** The state alone: {@code CANCELLED by 2101037} is {@code CANCELLED}. */
    public String stateWord() {
        int blank = jobState.indexOf(' ');
        return blank < 0 ? jobState : jobState.substring(0, blank);
    }

    /**
     * sacct's figures of use; the members bear sacct's own names ({@code MinCPU}, {@code
     * AllocTRES}, …). Sizes in KiB, times in whole seconds.
     */
    public record Sacct(
            long minCpu,
            String allocTres,
            long aveCpu,
            long aveDiskRead,
            long aveDiskWrite,
            long aveRss,
            long aveVmSize,
            long elapsedRaw,
            long systemCpu,
            long userCpu,
            long maxRss,
            long maxVmSize) {
        public Sacct {
            Objects.requireNonNull(allocTres, "allocTres");
        }
    }
}
