package hydrophone.agent.collect;

import hydrophone.agent.machine.BootTime;
import hydrophone.agent.machine.DiskStats;
import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.machine.LoadAverage;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.machine.MemInfo;
import hydrophone.agent.machine.NodeStat;
import hydrophone.message.SampleSystem;
import hydrophone.message.SampleSystem.SampleDisk;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The node's own figures: /proc/stat, meminfo, loadavg, diskstats. Without one of the first three
 * there is no sample; disks that cannot be read are a problem of their own.
 */
final class NodeFigures {
    private final KernelFiles proc;
    private final BootTime bootTime;

    NodeFigures(KernelFiles proc, BootTime bootTime) {
        this.proc = proc;
        this.bootTime = bootTime;
    }

    /**
     * What was read at one instant.
     *
     * @param boot seconds since 1970, steady
     */
    record Reading(NodeStat stat, MemInfo memory, long boot) {
        /** As many as the machine has numbers for, at least 1. */
        int cpus() {
            return Math.max(1, stat.cpuSeconds().size());
        }
    }

    Reading read() throws CollectException {
        try {
            NodeStat stat = NodeStat.parse(proc.require("stat"));
            MemInfo memory = MemInfo.parse(proc.require("meminfo"));
            return new Reading(stat, memory, bootTime.steady(stat.bootTime()));
        } catch (MalformedFileException e) {
            throw new CollectException(e.detail(), e);
        }
    }

    SampleSystem system(Reading reading, List<String> problems) throws CollectException {
        LoadAverage load = load();
        return new SampleSystem(
                Instant.ofEpochSecond(reading.boot()).atOffset(ZoneOffset.UTC),
                reading.stat().cpuSeconds(),
                null,
                disks(problems),
                reading.memory().used(),
                load.one(),
                load.five(),
                load.fifteen(),
                load.runnable(),
                load.existing());
    }

    private LoadAverage load() throws CollectException {
        try {
            return LoadAverage.parse(proc.require("loadavg"));
        } catch (MalformedFileException e) {
            throw new CollectException(e.detail(), e);
        }
    }

    private List<SampleDisk> disks(List<String> problems) {
        try {
            return DiskStats.parse(proc.require("diskstats"));
        } catch (MalformedFileException e) {
            problems.add(e.detail());
            return List.of();
        }
    }
}
