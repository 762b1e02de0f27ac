package hydrophone.agent.collect;

import hydrophone.agent.machine.NodeStat;
import hydrophone.agent.process.ProcessTable;
import hydrophone.message.SampleProcess;

import java.util.List;

/**
 * What the message says of a row of the table.
 *
 * @param table the scan
 * @param seconds since the scan before
 * @param memoryTotal KiB of the machine
 */
record Figures(ProcessTable table, double seconds, long memoryTotal) {
    private static final int TICKS = NodeStat.HZ;

    SampleProcess process(int row) {
        return new SampleProcess(
                table.residentAnonymous(row),
                table.dataAndStack(row),
                table.read(row),
                table.written(row),
                table.cancelled(row),
                cmd(row),
                table.pid(row),
                table.ppid(row),
                table.container(row),
                table.threads(row) - 1,
                cpuAvg(row),
                cpuUtil(table.charged(row)),
                cpuTime(table.own(row) + table.reaped(row)),
                0,
                List.of());
    }

    String cmd(int row) {
        String comm = table.comm(row);
        return table.zombie(row) ? comm + " <defunct>" : comm;
    }

    /** % of a core since its start, own time only, one decimal. */
    double cpuAvg(int row) {
        return Math.round(1000.0 * table.own(row) / table.age(row)) / 10.0;
    }

    /** % of a core, three decimals as on the wire. */
    double cpuUtil(long chargedTicks) {
        return threeDecimals(100.0 * chargedTicks / TICKS / seconds);
    }

    static double threeDecimals(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    /** Whole seconds, rounded. */
    static long cpuTime(long ticks) {
        return (ticks + TICKS / 2) / TICKS;
    }

    long cpuTime(int row) {
        return cpuTime(table.own(row) + table.reaped(row));
    }

    /** % of the machine's memory, one decimal, at most 99.9. */
    double memPercent(int row) {
        double percent = 100.0 * table.resident(row) / memoryTotal;
        return Math.min(99.9, Math.round(percent * 10) / 10.0);
    }
}
