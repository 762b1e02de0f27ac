package hydrophone.message;

import java.util.List;
import java.util.Objects;

/**
 * One process, or several alike that were rolled up into one.
 *
 * @param residentMemory KiB, resident less shared pages of /proc/N/statm, which is {@code RssAnon}:
 *     private memory, so that sums over ranks are right
 * @param virtualMemory KiB, data + stack of /proc/N/statm
 * @param dataRead KiB read from the block layer since the process started, {@code read_bytes} of
 *     /proc/N/io, rounded up
 * @param dataWritten KiB written, {@code write_bytes}, rounded up
 * @param dataCancelled KiB, {@code cancelled_write_bytes}, rounded up
 * @param cmd the kernel's command name, {@code <defunct>} appended for zombies; always
 * @param pid process id; a synthetic one above pid_max for a roll-up; 0 = left out by a roll-up of
 *     Sonar
 * @param ppid parent's id
 * @param inContainer runs in a container
 * @param numThreads threads beyond the first
 * @param cpuAvg % of one core since the process started, own time only; 3 decimals on the wire
 * @param cpuUtil % of one core over {@code meta.attrs.interval}, reaped children included, each
 *     tick charged once; 3 decimals on the wire
 * @param cpuTime seconds since the process started, own and reaped children; never sum this over
 *     processes
 * @param rolledup how many other processes were merged into this one
 * @param gpus the cards it uses
 */
public record SampleProcess(
        long residentMemory,
        long virtualMemory,
        long dataRead,
        long dataWritten,
        long dataCancelled,
        String cmd,
        long pid,
        long ppid,
        boolean inContainer,
        long numThreads,
        double cpuAvg,
        double cpuUtil,
        long cpuTime,
        long rolledup,
        List<SampleProcessGpu> gpus) {

    public SampleProcess {
        Objects.requireNonNull(cmd, "cmd");
        gpus = List.copyOf(gpus);
    }

    /**
     * What a process does on one card.
     *
     * @param index number of the card; always
     * @param uuid the card's own name; always
     * @param gpuUtil % of the card (declared as a float on the wire; Sonar sends whole numbers)
     * @param gpuMemory KiB
     * @param gpuMemoryUtil % of the card's memory
     */
    public record SampleProcessGpu(
            long index, String uuid, double gpuUtil, long gpuMemory, double gpuMemoryUtil) {
        public SampleProcessGpu {
            Objects.requireNonNull(uuid, "uuid");
        }
    }
}
