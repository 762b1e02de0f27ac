package hydrophone.agent.collect;

import hydrophone.agent.machine.Users;
import hydrophone.agent.process.ProcessTable;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import java.util.List;

/**
 * Chooses what a sample shows of a scan, in three sizes: as it was asked for, rolled up, and rolled
 * up and cut to the largest. Each choice forgets the one before. Not thread-safe.
 */
final class ShownProcesses {
    private final SampleSettings settings;
    private final ProcessFilter filter;
    private final Users users;
    private final Rollup rollup;
    private final Selection selection = new Selection();
    private List<Merged> merged = List.of();

    ShownProcesses(SampleSettings settings, Users users, Rollup rollup) {
        this.settings = settings;
        this.filter = new ProcessFilter(settings);
        this.users = users;
        this.rollup = rollup;
    }

    /** As the settings want it. */
    List<SampleJob> all(Figures figures, long epoch) {
        return settings.rollup() ? rolledUp(figures, epoch) : each(figures, epoch);
    }

    private List<SampleJob> each(Figures figures, long epoch) {
        selection.clear();
        for (int row = 0; row < figures.table().size(); row++) {
            if (figures.table().shown(row)) choose(figures, row);
        }
        return jobs(figures, epoch);
    }

    /** With equal leaves merged, whatever the settings say. */
    List<SampleJob> rolledUp(Figures figures, long epoch) {
        selection.clear();
        merged = rollup.merge(figures, row -> choose(figures, row));
        for (int i = 0; i < merged.size(); i++) choose(merged.get(i), ~i);
        return jobs(figures, epoch);
    }

    /** Of what was chosen last, the largest: by CPU time since the last sample and by memory. */
    List<SampleJob> largest(Figures figures, long epoch, int most) {
        double cpu = 1;
        double memory = 1;
        for (int i = 0; i < selection.size(); i++) {
            SampleProcess process = process(figures, selection.code(i));
            cpu += process.cpuUtil();
            memory += process.residentMemory();
        }
        double wholeCpu = cpu;
        double wholeMemory = memory;
        selection.keep(
                most,
                code -> {
                    SampleProcess process = process(figures, code);
                    return process.cpuUtil() / wholeCpu + process.residentMemory() / wholeMemory;
                });
        return jobs(figures, epoch);
    }

    /** How many were chosen. */
    int size() {
        return selection.size();
    }

    private void choose(Figures figures, int row) {
        if (!filter.shows(figures, row)) return;
        ProcessTable table = figures.table();
        String user = users.name(table.uid(row), table.pid(row));
        if (!filter.showsUser(user)) return;
        selection.add(row, table.job(row), user, table.slurm(row), table.pid(row));
    }

    private void choose(Merged several, int code) {
        if (!filter.shows(several)) return;
        String user = users.name(several.uid(), several.firstPid());
        if (!filter.showsUser(user)) return;
        selection.add(code, several.job(), user, true, several.process().pid());
    }

    private List<SampleJob> jobs(Figures figures, long epoch) {
        selection.sort();
        return new JobGroups(selection, code -> process(figures, code), epoch);
    }

    private SampleProcess process(Figures figures, int code) {
        return code >= 0 ? figures.process(code) : merged.get(~code).process();
    }
}
