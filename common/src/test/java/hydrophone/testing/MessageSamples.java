package hydrophone.testing;

import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.ExtendedUint;
import hydrophone.message.JobsAttributes;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleGpu;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;
import hydrophone.message.SampleSystem;
import hydrophone.message.SampleSystem.SampleDisk;
import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;
import hydrophone.message.SysinfoAttributes;
import hydrophone.message.SysinfoAttributes.SysinfoGpuCard;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * Messages as a real cluster sends them, with every member of the format set somewhere. The methods
 * without arguments give the golden files' content; the others vary node, time and figures.
 */
public final class MessageSamples {
    public static final String CLUSTER = "fox.educloud.no";
    public static final String NODE = "gpu-3";
    public static final OffsetDateTime TIME = OffsetDateTime.parse("2026-03-04T10:15:00+01:00");
    public static final OffsetDateTime BOOT = OffsetDateTime.parse("2026-01-10T12:00:00+00:00");
    public static final String GPU_0 = "GPU-5c1d7b9e-0a11-4c52-9f6e-2b8d6f0c4e11";
    public static final String GPU_1 = "GPU-77aa12c4-9b3f-4e0d-8d55-1f0e9a6c2b22";

    private MessageSamples() {}

    /** The n-th message of a type in a daemon's run. */
    public static Meta meta(String run, long seq) {
        return new Meta(
                Meta.HYDROPHONE,
                "0.1.0",
                List.of(new Attr(Meta.RUN, run), new Attr(Meta.SEQ, Long.toString(seq))));
    }

    /** As {@link #meta}, with the seconds that cpu_util covers. */
    public static Meta sampleMeta(String run, long seq, String interval) {
        return new Meta(
                Meta.HYDROPHONE,
                "0.1.0",
                List.of(
                        new Attr(Meta.RUN, run),
                        new Attr(Meta.SEQ, Long.toString(seq)),
                        new Attr(Meta.INTERVAL, interval)));
    }

    public static Envelope sample() {
        return sample(CLUSTER, NODE, TIME, 1);
    }

    /** A node with two cards, a Slurm job on one of them and a user's own process. */
    public static Envelope sample(String cluster, String node, OffsetDateTime time, long seq) {
        List<ErrorObject> errors =
                List.of(new ErrorObject("/proc/4711/stat: Bad field", time, cluster, node));
        return Envelope.of(
                sampleMeta("5f0c1b2a", seq, "30"),
                new SampleAttributes(time, cluster, node, system(), jobs(), errors));
    }

    /** A sample of given jobs, node figures left out. */
    public static Envelope sample(
            String cluster, String node, OffsetDateTime time, long seq, List<SampleJob> jobs) {
        return Envelope.of(
                sampleMeta("5f0c1b2a", seq, "30"),
                new SampleAttributes(time, cluster, node, null, jobs, List.of()));
    }

    public static SampleSystem system() {
        List<Long> stats =
                List.of(120034L, 210L, 9911200L, 40211L, 88120L, 9931L, 7340032L, 61244L, 0L);
        return new SampleSystem(
                BOOT,
                List.of(81234L, 80991L, 79004L, 81100L),
                gpus(),
                List.of(
                        new SampleDisk("nvme0n1", 259, 0, stats),
                        new SampleDisk("nvme0n1p1", 259, 1, stats)),
                48211936,
                3.97,
                4.01,
                3.88,
                5,
                1204);
    }

    private static List<SampleGpu> gpus() {
        long p0 = ExtendedUint.of(0);
        long p8 = ExtendedUint.of(8);
        return List.of(
                new SampleGpu(0, GPU_0, 0, 31, "", p0, 30412800, 97, 54, 61, 287, 300, 1410, 1215),
                new SampleGpu(1, GPU_1, 1, 0, "Prohibited", p8, 512, 0, 0, -3, 52, 300, 210, 1215));
    }

    public static List<SampleJob> jobs() {
        List<SampleProcessGpu> cards =
                List.of(
                        new SampleProcessGpu(0, GPU_0, 96, 30408704, 54.5),
                        new SampleProcessGpu(1, GPU_1, 0, 512, 0));
        SampleProcess python =
                new SampleProcess(
                        20971520, 24117248, 1048576, 4096, 12, "python3", 33871, 33860, true, 17,
                        371.4, 399.002, 92811, 0, cards);
        SampleProcess ranks =
                new SampleProcess(
                        819200, 917504, 0, 0, 0, "xhpl", 4194305, 33860, false, 0, 99.9, 100, 91, 3,
                        List.of());
        return List.of(
                new SampleJob(
                        2210, "svc-backup", 190209600, List.of(process(2214, 2210, "rsync", 7))),
                new SampleJob(1392969, "ec-anna", 0, List.of(python, ranks)));
    }

    /** A small process. */
    public static SampleProcess process(long pid, long ppid, String cmd, long cpuTime) {
        return new SampleProcess(
                5120, 9216, 0, 0, 0, cmd, pid, ppid, false, 0, 0.2, 0, cpuTime, 0, List.of());
    }

    public static Envelope sysinfo() {
        return sysinfo(CLUSTER, NODE, TIME, 1);
    }

    public static Envelope sysinfo(String cluster, String node, OffsetDateTime time, long seq) {
        return Envelope.of(
                meta("5f0c1b2a", seq),
                new SysinfoAttributes(
                        time,
                        cluster,
                        node,
                        "Linux",
                        "5.14.0-503.21.1.el9_5.x86_64",
                        2,
                        2,
                        32,
                        2,
                        "AMD EPYC 7543 32-Core Processor",
                        "x86_64",
                        527982116,
                        List.of(List.of(10L, 32L), List.of(32L, 10L)),
                        "PHN2Zy8+",
                        "TWFjaGluZSAoNTA0R0IgdG90YWwpCg==",
                        List.of(card(0, GPU_0), card(1, GPU_1))));
    }

    public static SysinfoGpuCard card(long index, String uuid) {
        return new SysinfoGpuCard(
                index,
                uuid,
                "00000000:21:00." + index,
                "NVIDIA",
                "NVIDIA A100-SXM4-80GB",
                "Ampere",
                "550.90.07",
                "12.4",
                83886080,
                300,
                400,
                100,
                1410,
                1593);
    }

    /** The master's daemon counts its own run. */
    public static Envelope job() {
        return job(CLUSTER, TIME, 1, List.of(slurmJob(1467074, "", TIME), batchStep()));
    }

    public static Envelope job(
            String cluster, OffsetDateTime time, long seq, List<SlurmJob> slurmJobs) {
        return Envelope.of(meta("77aa12c4", seq), new JobsAttributes(time, cluster, slurmJobs));
    }

    /** A finished job of an array of heterogeneous jobs that a signal ended; every member set. */
    public static SlurmJob slurmJob(long jobId, String step, OffsetDateTime end) {
        String tres = "billing=40,cpu=16,gres/gpu:a100=2,gres/gpu=2,mem=64G,node=2";
        return new SlurmJob(
                jobId,
                step,
                "relax_7",
                "FAILED",
                1467073,
                0,
                1467070,
                1,
                "ec-anna",
                "ec27",
                end.minusHours(3),
                ExtendedUint.of(86400),
                "accel",
                "maintenance",
                List.of("gpu-[3-4]"),
                ExtendedUint.of(11429),
                "block:cyclic",
                "cpu=16,mem=64G,node=2,billing=40,gres/gpu=2",
                tres,
                16,
                67108864,
                2,
                end.minusHours(2),
                30,
                end,
                1,
                9,
                sacct(tres));
    }

    private static Sacct sacct(String tres) {
        return new Sacct(
                58000, tres, 58800, 789801, 4096, 4840108, 5120000, 7170, 60, 118740, 4850000,
                6120000);
    }

    /** The batch step of that job while it runs: much is not known. */
    public static SlurmJob batchStep() {
        return slurmJob(1467074, "batch", "RUNNING", TIME.minusHours(2), null);
    }

    /** A job or step of which only the outline is known. */
    public static SlurmJob slurmJob(
            long jobId,
            String step,
            String state,
            OffsetDateTime start,
            @Nullable OffsetDateTime end) {
        return new SlurmJob(
                jobId,
                step,
                step.isEmpty() ? "job" + jobId : step,
                state,
                0,
                0,
                0,
                0,
                step.isEmpty() ? "ec-anna" : "",
                "ec27",
                start,
                ExtendedUint.UNSET,
                "",
                "",
                List.of("gpu-3"),
                ExtendedUint.UNSET,
                "Unknown",
                "",
                "",
                8,
                0,
                1,
                start,
                0,
                end,
                0,
                0,
                null);
    }

    public static Envelope cluster() {
        return cluster(CLUSTER, TIME, 1);
    }

    public static Envelope cluster(String cluster, OffsetDateTime time, long seq) {
        List<Partition> partitions =
                List.of(
                        new Partition("normal", List.of("c1-[5-28]")),
                        new Partition("bigmem", List.of("bigmem-[1-2]", "c1-29")),
                        new Partition("empty", List.of()));
        List<NodeGroup> nodes =
                List.of(
                        new NodeGroup(List.of("c1-[6-7,19-28]"), List.of("IDLE")),
                        new NodeGroup(List.of("gpu-2"), List.of("MIXED", "DRAIN")));
        return Envelope.of(
                meta("77aa12c4", seq),
                new ClusterAttributes(time, cluster, true, partitions, nodes));
    }

    public static Envelope error() {
        return error(CLUSTER, NODE, TIME, 1, "Unable to read /proc/stat");
    }

    public static Envelope error(
            String cluster, String node, OffsetDateTime time, long seq, String detail) {
        return Envelope.ofErrors(
                meta("5f0c1b2a", seq), List.of(new ErrorObject(detail, time, cluster, node)));
    }
}
