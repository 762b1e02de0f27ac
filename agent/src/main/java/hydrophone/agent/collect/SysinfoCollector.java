package hydrophone.agent.collect;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.CpuInfo;
import hydrophone.agent.machine.CpuTopology;
import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.machine.MemInfo;
import hydrophone.agent.machine.NumaNodes;
import hydrophone.message.MessageType;
import hydrophone.message.SysinfoAttributes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;

/**
 * Observes what this node is made of: /proc/cpuinfo and meminfo, CPU and NUMA topology from /sys,
 * and the output of the topology commands. A topology command gets 5 s and 4 MiB; one that fails
 * leaves its member out. Nothing is kept from call to call. Cards are not observed yet.
 */
public final class SysinfoCollector implements Collector {
    private static final Duration TOPOLOGY_TIMEOUT = Duration.ofSeconds(5);
    private static final int TOPOLOGY_BYTES = 4 << 20;

    private final KernelFiles proc;
    private final KernelFiles sys;
    private final Origin origin;
    private final SysinfoSettings settings;
    private final Commands commands;

    public SysinfoCollector(
            Path procRoot,
            Path sysRoot,
            Origin origin,
            SysinfoSettings settings,
            Commands commands) {
        this.proc = new KernelFiles(procRoot);
        this.sys = new KernelFiles(sysRoot);
        this.origin = origin;
        this.settings = settings;
        this.commands = commands;
    }

    @Override
    public MessageType type() {
        return MessageType.SYSINFO;
    }

    @Override
    public Observation collect(OffsetDateTime now) throws CollectException {
        try {
            return new Observation(List.of(read(now)), List.of());
        } catch (MalformedFileException e) {
            throw new CollectException(e.detail(), e);
        }
    }

    private SysinfoAttributes read(OffsetDateTime now) throws MalformedFileException {
        CpuInfo cpu = CpuInfo.parse(proc.require("cpuinfo"));
        CpuTopology topology = CpuTopology.read(sys, cpu);
        NumaNodes numa = NumaNodes.read(sys);
        return new SysinfoAttributes(
                now,
                origin.cluster(),
                origin.node(),
                orElse(proc.line("sys/kernel/ostype"), "Linux"),
                proc.line("sys/kernel/osrelease"),
                numa.count(),
                topology.sockets(),
                topology.coresPerSocket(),
                topology.threadsPerCore(),
                orElse(cpu.model(), "unknown"),
                architecture(cpu),
                MemInfo.parse(proc.require("meminfo")).total(),
                numa.distances(),
                base64(settings.topoSvgCommand()),
                base64(settings.topoTextCommand()),
                List.of());
    }

    /** The kernel's own word (6.1 and newer), else the form of cpuinfo, else the JVM's. */
    private String architecture(CpuInfo cpu) {
        String named = orElse(proc.line("sys/kernel/arch"), cpu.architecture());
        String word = orElse(named, System.getProperty("os.arch", ""));
        return switch (word) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> word;
        };
    }

    private String base64(String command) {
        if (command.isBlank()) return "";
        try {
            List<String> words = List.of(command.strip().split("\\s+"));
            Commands.Result result = commands.run(words, TOPOLOGY_TIMEOUT, TOPOLOGY_BYTES);
            return result.ok() ? Base64.getEncoder().encodeToString(result.out()) : "";
        } catch (IOException _) {
            return "";
        }
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
