package hydrophone.codec;

import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;

import java.io.IOException;
import java.util.List;

/** {@link SampleProcess} and {@link SampleProcessGpu}. */
final class SampleProcessJson {
    private long residentMemory;
    private long virtualMemory;
    private long dataRead;
    private long dataWritten;
    private long dataCancelled;
    private String cmd = "";
    private long pid;
    private long ppid;
    private boolean inContainer;
    private long numThreads;
    private double cpuAvg;
    private double cpuUtil;
    private long cpuTime;
    private long rolledup;
    private List<SampleProcessGpu> gpus = List.of();

    static void write(JsonWriter out, SampleProcess process) {
        out.begin();
        out.ifSet("resident_memory", process.residentMemory());
        out.ifSet("virtual_memory", process.virtualMemory());
        out.ifSet("data_read", process.dataRead());
        out.ifSet("data_written", process.dataWritten());
        out.ifSet("data_cancelled", process.dataCancelled());
        out.always("cmd", process.cmd());
        out.ifSet("pid", process.pid());
        out.ifSet("ppid", process.ppid());
        out.ifSet("in_container", process.inContainer());
        out.ifSet("num_threads", process.numThreads());
        out.ifSetThreeDecimals("cpu_avg", process.cpuAvg());
        out.ifSetThreeDecimals("cpu_util", process.cpuUtil());
        out.ifSet("cpu_time", process.cpuTime());
        out.ifSet("rolledup", process.rolledup());
        out.ifSet("gpus", process.gpus(), SampleProcessJson::writeGpu);
        out.end();
    }

    static SampleProcess read(JsonReader in) throws IOException, MalformedMessageException {
        SampleProcessJson json = new SampleProcessJson();
        while (in.nextMember()) json.member(in);
        return json.record();
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "resident_memory" -> residentMemory = in.unsigned();
            case "virtual_memory" -> virtualMemory = in.unsigned();
            case "data_read" -> dataRead = in.unsigned();
            case "data_written" -> dataWritten = in.unsigned();
            case "data_cancelled" -> dataCancelled = in.unsigned();
            case "cmd" -> cmd = in.text();
            case "pid" -> pid = in.unsigned();
            case "ppid" -> ppid = in.unsigned();
            case "in_container" -> inContainer = in.bool();
            case "num_threads" -> numThreads = in.unsigned();
            case "cpu_avg" -> cpuAvg = in.decimal();
            case "cpu_util" -> cpuUtil = in.decimal();
            case "cpu_time" -> cpuTime = in.unsigned();
            case "rolledup" -> rolledup = in.unsigned();
            case "gpus" -> gpus = in.objects(SampleProcessJson::readGpu);
            default -> in.unknown();
        }
    }

    private SampleProcess record() {
        return new SampleProcess(
                residentMemory,
                virtualMemory,
                dataRead,
                dataWritten,
                dataCancelled,
                cmd,
                pid,
                ppid,
                inContainer,
                numThreads,
                cpuAvg,
                cpuUtil,
                cpuTime,
                rolledup,
                gpus);
    }

    private static void writeGpu(JsonWriter out, SampleProcessGpu gpu) {
        out.begin();
        out.always("index", gpu.index());
        out.always("uuid", gpu.uuid());
        out.ifSetDecimal("gpu_util", gpu.gpuUtil());
        out.ifSet("gpu_memory", gpu.gpuMemory());
        out.ifSetDecimal("gpu_memory_util", gpu.gpuMemoryUtil());
        out.end();
    }

    private static SampleProcessGpu readGpu(JsonReader in)
            throws IOException, MalformedMessageException {
        long index = 0;
        String uuid = "";
        double gpuUtil = 0;
        long gpuMemory = 0;
        double gpuMemoryUtil = 0;
        while (in.nextMember()) {
            switch (in.name()) {
                case "index" -> index = in.unsigned();
                case "uuid" -> uuid = in.text();
                case "gpu_util" -> gpuUtil = in.decimal();
                case "gpu_memory" -> gpuMemory = in.unsigned();
                case "gpu_memory_util" -> gpuMemoryUtil = in.decimal();
                default -> in.unknown();
            }
        }
        return new SampleProcessGpu(index, uuid, gpuUtil, gpuMemory, gpuMemoryUtil);
    }
}
