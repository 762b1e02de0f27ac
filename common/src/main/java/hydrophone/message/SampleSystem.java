package hydrophone.message;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/**
 * The node's own figures in a sample. All members but {@code gpus} are always written.
 *
 * @param boot when the node booted ({@code btime} of /proc/stat); written in UTC as {@code +00:00};
 *     null only from producers before this member existed
 * @param cpus whole seconds of work (user, nice, system, irq, softirq of /proc/stat) of each core
 *     since boot; the index is the core's number, offline cores are 0
 * @param gpus one element per card; null = no GPU driver found (left out), [] = driver without
 *     cards
 * @param disks every line of /proc/diskstats
 * @param usedMemory KiB, MemTotal - MemAvailable of /proc/meminfo
 * @param load1 load average of the last minute, /proc/loadavg
 * @param load5 of the last 5 minutes
 * @param load15 of the last 15 minutes
 * @param runnableEntities runnable scheduling entities now, /proc/loadavg
 * @param existingEntities all scheduling entities now, /proc/loadavg
 */
public record SampleSystem(
        @Nullable OffsetDateTime boot,
        List<Long> cpus,
        @Nullable List<SampleGpu> gpus,
        List<SampleDisk> disks,
        long usedMemory,
        double load1,
        double load5,
        double load15,
        long runnableEntities,
        long existingEntities) {

    public SampleSystem {
        cpus = List.copyOf(cpus);
        gpus = gpus == null ? null : List.copyOf(gpus);
        disks = List.copyOf(disks);
    }

    /**
     * One line of /proc/diskstats. All members are always written.
     *
     * @param stats all columns after the name; how many there are depends on the kernel
     */
    public record SampleDisk(String name, long major, long minor, List<Long> stats) {
        public SampleDisk {
            Objects.requireNonNull(name, "name");
            stats = List.copyOf(stats);
        }
    }
}
