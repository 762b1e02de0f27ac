package hydrophone.agent.collect;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.CpuInfo;
import hydrophone.agent.machine.CpuTopology;
import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.machine.MemInfo;
import hydrophone.agent.machine.NumaNodes;
import hydrophone.agent.machine.OshiCpu;
import hydrophone.message.MessageType;
import hydrophone.message.SysinfoAttributes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Observes what this node is made of: /proc/cpuinfo and meminfo, CPU and NUMA topology from /sys,
 * and the output of the topology commands. Such a command gets 5 s, and as many bytes as leave the
 * message below the agent's limit of 2 MiB; one that fails leaves its member out, which is logged
 * when it begins to fail. What the kernel does not tell is 0, [] or {@code unknown}; without
 * cpuinfo or meminfo there is no sysinfo. Cards are not observed yet.
 */
public final class SysinfoCollector implements Collector {
    private static final Logger log = LoggerFactory.getLogger(SysinfoCollector.class);
    private static final String HARDWARE = "devices/system";
    private static final Duration TOPOLOGY_TIMEOUT = Duration.ofSeconds(5);
    private static final int SVG_BYTES = 1 << 20;
    private static final int TEXT_BYTES = 256 << 10;

    private final boolean real;
    private final Set<String> failing = new HashSet<>();
    private final KernelFiles proc;
    private final KernelFiles sys;
    private final Origin origin;
    private final SysinfoSettings settings;
    private final Commands commands;
    private final Consumer<String> warn;

    public SysinfoCollector(
            Path procRoot,
            Path sysRoot,
            Origin origin,
            SysinfoSettings settings,
            Commands commands) {
        this(procRoot, sysRoot, origin, settings, commands, log::warn);
    }

    SysinfoCollector(
            Path procRoot,
            Path sysRoot,
            Origin origin,
            SysinfoSettings settings,
            Commands commands,
            Consumer<String> warn) {
        this.real = procRoot.equals(Path.of("/proc"));
        this.proc = new KernelFiles(procRoot);
        this.sys = new KernelFiles(sysRoot);
        this.origin = origin;
        this.settings = settings;
        this.commands = commands;
        this.warn = warn;
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
        if (sys.names(HARDWARE).length == 0 && failing.add(HARDWARE)) {
            warn.accept(
                    "sysinfo: "
                            + sys.path(HARDWARE)
                            + " cannot be read: sockets and cores are what cpuinfo says, NUMA nodes"
                            + " are left out");
        }
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
                model(cpu),
                architecture(cpu),
                MemInfo.parse(proc.require("meminfo")).total(),
                numa.distances(),
                base64(settings.topoSvgCommand(), SVG_BYTES),
                base64(settings.topoTextCommand(), TEXT_BYTES),
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

    /** OSHI is asked, and loaded, only where cpuinfo names no CPU; it knows this machine only. */
    private String model(CpuInfo cpu) {
        String named = cpu.model().isEmpty() && real ? OshiCpu.name() : cpu.model();
        return orElse(named, "unknown");
    }

    private String base64(String command, int maxBytes) {
        if (command.isBlank()) return "";
        String trouble;
        try {
            List<String> words = List.of(command.strip().split("\\s+"));
            Commands.Result result = commands.run(words, TOPOLOGY_TIMEOUT, maxBytes);
            if (result.ok() && result.out().length > 0) {
                failing.remove(command);
                return Base64.getEncoder().encodeToString(result.out());
            }
            trouble = trouble(result, maxBytes);
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage()).strip();
        }
        if (failing.add(command)) {
            warn.accept("sysinfo: '" + command + "' is left out: " + trouble);
        }
        return "";
    }

    private static String trouble(Commands.Result result, int maxBytes) {
        if (result.truncated()) return "wrote more than " + maxBytes + " bytes";
        if (result.timedOut()) return "did not end within " + TOPOLOGY_TIMEOUT.toSeconds() + " s";
        if (result.exit() == 0) return "wrote nothing";
        String said = result.err().lines().findFirst().orElse("");
        return "exit status " + result.exit() + (said.isEmpty() ? "" : ": " + said);
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
