package hydrophone.codec;

import hydrophone.message.SampleGpu;

import java.io.IOException;

/** {@link SampleGpu}. */
final class SampleGpuJson {
    private final Bias bias;
    private long index;
    private String uuid = "";
    private long failing;
    private long fan;
    private String computeMode = "";
    private long performanceState;
    private long memory;
    private long ceUtil;
    private long memoryUtil;
    private long temperature;
    private long power;
    private long powerLimit;
    private long ceClock;
    private long memoryClock;

    private SampleGpuJson(Bias bias) {
        this.bias = bias;
    }

    static void write(JsonWriter out, SampleGpu gpu, Bias bias) {
        out.begin();
        out.always("index", gpu.index());
        out.ifSet("uuid", gpu.uuid());
        out.ifSet("failing", gpu.failing());
        out.ifSet("fan", gpu.fan());
        out.ifSet("compute_mode", gpu.computeMode());
        out.ifSet("performance_state", bias.toWire(gpu.performanceState()));
        out.ifSet("memory", gpu.memory());
        out.ifSet("ce_util", gpu.ceUtil());
        out.ifSet("memory_util", gpu.memoryUtil());
        out.ifSet("temperature", gpu.temperature());
        out.ifSet("power", gpu.power());
        out.ifSet("power_limit", gpu.powerLimit());
        out.ifSet("ce_clock", gpu.ceClock());
        out.ifSet("memory_clock", gpu.memoryClock());
        out.end();
    }

    static SampleGpu read(JsonReader in, Bias bias) throws IOException, MalformedMessageException {
        SampleGpuJson json = new SampleGpuJson(bias);
        while (in.nextMember()) json.member(in);
        return json.record();
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "index" -> index = in.unsigned();
            case "uuid" -> uuid = in.text();
            case "failing" -> failing = in.unsigned();
            case "fan" -> fan = in.unsigned();
            case "compute_mode" -> computeMode = in.text();
            case "performance_state" -> performanceState = bias.fromWire(in.unsigned());
            case "memory" -> memory = in.unsigned();
            case "ce_util" -> ceUtil = in.unsigned();
            case "memory_util" -> memoryUtil = in.unsigned();
            case "temperature" -> temperature = in.signed();
            case "power" -> power = in.unsigned();
            case "power_limit" -> powerLimit = in.unsigned();
            case "ce_clock" -> ceClock = in.unsigned();
            case "memory_clock" -> memoryClock = in.unsigned();
            default -> in.unknown();
        }
    }

    private SampleGpu record() {
        return new SampleGpu(
                index,
                uuid,
                failing,
                fan,
                computeMode,
                performanceState,
                memory,
                ceUtil,
                memoryUtil,
                temperature,
                power,
                powerLimit,
                ceClock,
                memoryClock);
    }
}
