package hydrophone.codec;

import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;

/** {@link SlurmJob}: one job or step. */
final class JobJson {
    private long jobId;
    private String jobStep = "";
    private String jobName = "";
    private String jobState = "";
    private long arrayJobId;
    private long arrayTaskId;
    private long hetJobId;
    private long hetJobOffset;
    private String userName = "";
    private String account = "";
    private @Nullable OffsetDateTime submitTime;
    private long timeLimit;
    private String partition = "";
    private String reservation = "";
    private List<String> nodes = List.of();
    private long priority;
    private String distribution = "";
    private String requestedResources = "";
    private String allocatedResources = "";
    private long requestedCpus;
    private long requestedMemoryPerNode;
    private long requestedNodeCount;
    private @Nullable OffsetDateTime startTime;
    private long suspendTime;
    private @Nullable OffsetDateTime endTime;
    private long exitCode;
    private long exitSignal;
    private @Nullable Sacct sacct;

    static void write(JsonWriter out, SlurmJob job) {
        out.begin();
        out.ifSet("job_id", job.jobId());
        out.ifSet("job_step", job.jobStep());
        out.ifSetExactly("job_name", job.jobName());
        out.ifSet("job_state", job.jobState());
        out.ifSet("array_job_id", job.arrayJobId());
        if (job.arrayJobId() != 0) out.always("array_task_id", job.arrayTaskId());
        out.ifSet("het_job_id", job.hetJobId());
        if (job.hetJobId() != 0) out.always("het_job_offset", job.hetJobOffset());
        out.ifSet("user_name", job.userName());
        out.ifSet("account", job.account());
        out.ifSet("submit_time", job.submitTime());
        out.ifSet("time_limit", job.timeLimit());
        out.ifSet("partition", job.partition());
        out.ifSet("reservation", job.reservation());
        out.ifSet("nodes", job.nodes(), JsonWriter::element);
        out.ifSet("priority", job.priority());
        out.ifSet("distribution", job.distribution());
        out.ifSet("requested_resources", job.requestedResources());
        out.ifSet("allocated_resources", job.allocatedResources());
        out.ifSet("requested_cpus", job.requestedCpus());
        out.ifSet("requested_memory_per_node", job.requestedMemoryPerNode());
        out.ifSet("requested_node_count", job.requestedNodeCount());
        out.ifSet("start_time", job.startTime());
        out.ifSet("suspend_time", job.suspendTime());
        out.ifSet("end_time", job.endTime());
        out.ifSet("exit_code", job.exitCode());
        out.ifSet("exit_signal", job.exitSignal());
        Sacct sacct = job.sacct();
        if (sacct != null) SacctJson.write(out, sacct);
        out.end();
    }

    static SlurmJob read(JsonReader in) throws IOException, MalformedMessageException {
        JobJson json = new JobJson();
        while (in.nextMember()) json.member(in);
        return json.record();
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "job_id" -> jobId = in.unsigned();
            case "job_step" -> jobStep = in.text();
            case "job_name" -> jobName = in.text();
            case "job_state" -> jobState = in.text();
            case "array_job_id" -> arrayJobId = in.unsigned();
            case "array_task_id" -> arrayTaskId = in.unsigned();
            case "het_job_id" -> hetJobId = in.unsigned();
            case "het_job_offset" -> hetJobOffset = in.unsigned();
            case "user_name" -> userName = in.text();
            case "account" -> account = in.text();
            case "submit_time" -> submitTime = in.time();
            case "time_limit" -> timeLimit = in.unsigned();
            case "partition" -> partition = in.text();
            case "reservation" -> reservation = in.text();
            case "nodes" -> nodes = in.texts();
            case "priority" -> priority = in.unsigned();
            case "distribution" -> distribution = in.text();
            case "requested_resources" -> requestedResources = in.text();
            case "allocated_resources" -> allocatedResources = in.text();
            case "requested_cpus" -> requestedCpus = in.unsigned();
            case "requested_memory_per_node" -> requestedMemoryPerNode = in.unsigned();
            case "requested_node_count" -> requestedNodeCount = in.unsigned();
            case "start_time" -> startTime = in.time();
            case "suspend_time" -> suspendTime = in.unsigned();
            case "end_time" -> endTime = in.time();
            case "exit_code" -> exitCode = in.unsigned();
            case "exit_signal" -> exitSignal = in.unsigned();
            case "sacct" -> sacct = in.object(SacctJson::read);
            default -> in.unknown();
        }
    }

    private SlurmJob record() {
        return new SlurmJob(
                jobId,
                jobStep,
                jobName,
                jobState,
                arrayJobId,
                arrayTaskId,
                hetJobId,
                hetJobOffset,
                userName,
                account,
                submitTime,
                timeLimit,
                partition,
                reservation,
                nodes,
                priority,
                distribution,
                requestedResources,
                allocatedResources,
                requestedCpus,
                requestedMemoryPerNode,
                requestedNodeCount,
                startTime,
                suspendTime,
                endTime,
                exitCode,
                exitSignal,
                sacct);
    }
}
