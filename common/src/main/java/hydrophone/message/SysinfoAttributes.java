package hydrophone.message;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/**
 * What a node is made of ({@code data.type = "sysinfo"}). All members are always written but {@code
 * topoSvg}, {@code topoText} and {@code cards}.
 *
 * @param osName {@code uname -s}
 * @param osRelease {@code uname -r}
 * @param numaNodes number of NUMA nodes, 0 = unknown
 * @param sockets CPU packages
 * @param coresPerSocket cores of a package
 * @param threadsPerCore hardware threads of a core
 * @param cpuModel name of the CPU
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param memory KiB, MemTotal of /proc/meminfo
 * @param distances the NUMA distance matrix, row by row; [] = unknown
 * @param topoSvg base64 of the topology command's SVG, "" = none configured
 * @param topoText base64 of the topology command's text, "" = none configured
 * @param cards the GPUs
 */
public record SysinfoAttributes(
        OffsetDateTime time,
        String cluster,
        String node,
        String osName,
        String osRelease,
        long numaNodes,
        long sockets,
        long coresPerSocket,
        long threadsPerCore,
        String cpuModel,
        String architecture,
        long memory,
        List<List<Long>> distances,
        String topoSvg,
        String topoText,
        List<SysinfoGpuCard> cards)
        implements Attributes {

    public SysinfoAttributes {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(osName, "osName");
        Objects.requireNonNull(osRelease, "osRelease");
        Objects.requireNonNull(cpuModel, "cpuModel");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(topoSvg, "topoSvg");
        Objects.requireNonNull(topoText, "topoText");
        distances = distances.stream().map(List::copyOf).toList();
        cards = List.copyOf(cards);
    }

    /**
     * One card.
     *
     * @param index number of the card on its node; always
     * @param uuid the card's own name; always, even ""
     * @param address PCI address
     * @param manufacturer NVIDIA, AMD or Intel
     * @param memory KiB
     * @param powerLimit W; likewise {@code maxPowerLimit}, {@code minPowerLimit}
     * @param maxCeClock MHz; likewise {@code maxMemoryClock}
     */
    public record SysinfoGpuCard(
            long index,
            String uuid,
            String address,
            String manufacturer,
            String model,
            String architecture,
            String driver,
            String firmware,
            long memory,
            long powerLimit,
            long maxPowerLimit,
            long minPowerLimit,
            long maxCeClock,
            long maxMemoryClock) {
        public SysinfoGpuCard {
            Objects.requireNonNull(uuid, "uuid");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(manufacturer, "manufacturer");
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(architecture, "architecture");
            Objects.requireNonNull(driver, "driver");
            Objects.requireNonNull(firmware, "firmware");
        }
    }
}
