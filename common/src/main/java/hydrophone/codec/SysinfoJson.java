package hydrophone.codec;

import hydrophone.message.SysinfoAttributes;
import hydrophone.message.SysinfoAttributes.SysinfoGpuCard;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;

/** {@link SysinfoAttributes}. */
final class SysinfoJson {
    private @Nullable OffsetDateTime time;
    private String cluster = "";
    private String node = "";
    private String osName = "";
    private String osRelease = "";
    private long numaNodes;
    private long sockets;
    private long coresPerSocket;
    private long threadsPerCore;
    private String cpuModel = "";
    private String architecture = "";
    private long memory;
    private List<List<Long>> distances = List.of();
    private String topoSvg = "";
    private String topoText = "";
    private List<SysinfoGpuCard> cards = List.of();

    static void write(JsonWriter out, SysinfoAttributes sysinfo) {
        out.always("time", sysinfo.time());
        out.ifSet("cluster", sysinfo.cluster());
        out.always("node", sysinfo.node());
        out.always("os_name", sysinfo.osName());
        out.always("os_release", sysinfo.osRelease());
        out.always("numa_nodes", sysinfo.numaNodes());
        out.always("sockets", sysinfo.sockets());
        out.always("cores_per_socket", sysinfo.coresPerSocket());
        out.always("threads_per_core", sysinfo.threadsPerCore());
        out.always("cpu_model", sysinfo.cpuModel());
        out.always("architecture", sysinfo.architecture());
        out.always("memory", sysinfo.memory());
        out.always("distances", sysinfo.distances(), JsonWriter::element);
        out.ifSet("topo_svg", sysinfo.topoSvg());
        out.ifSet("topo_text", sysinfo.topoText());
        out.ifSet("cards", sysinfo.cards(), SysinfoGpuCardJson::write);
    }

    static SysinfoAttributes read(JsonReader in) throws IOException, MalformedMessageException {
        SysinfoJson json = new SysinfoJson();
        while (in.nextMember()) json.member(in);
        if (json.time == null) throw in.missing("time");
        if (json.node.isEmpty()) throw in.missing("node");
        return json.record(json.time);
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "time" -> time = in.time();
            case "cluster" -> cluster = in.hostName();
            case "node" -> node = in.hostName();
            case "os_name" -> osName = in.text();
            case "os_release" -> osRelease = in.text();
            case "numa_nodes" -> numaNodes = in.unsigned();
            case "sockets" -> sockets = in.unsigned();
            case "cores_per_socket" -> coresPerSocket = in.unsigned();
            case "threads_per_core" -> threadsPerCore = in.unsigned();
            case "cpu_model" -> cpuModel = in.text();
            case "architecture" -> architecture = in.text();
            case "memory" -> memory = in.unsigned();
            case "distances" -> distances = in.unsignedRows();
            case "topo_svg" -> topoSvg = in.text();
            case "topo_text" -> topoText = in.text();
            case "cards" -> cards = in.objects(SysinfoGpuCardJson::read);
            default -> in.unknown();
        }
    }

    private SysinfoAttributes record(OffsetDateTime seen) {
        return new SysinfoAttributes(
                seen,
                cluster,
                node,
                osName,
                osRelease,
                numaNodes,
                sockets,
                coresPerSocket,
                threadsPerCore,
                cpuModel,
                architecture,
                memory,
                distances,
                topoSvg,
                topoText,
                cards);
    }
}
