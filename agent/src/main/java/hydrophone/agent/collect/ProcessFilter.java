package hydrophone.agent.collect;

/** The inclusions and exclusions of {@link SampleSettings}; applied after roll-up. */
record ProcessFilter(SampleSettings settings) {
    private static final long FIRST_ORDINARY_UID = 1000;

    /** Everything but the user's name, which costs a look-up. */
    boolean shows(Figures figures, int row) {
        var table = figures.table();
        if (excludes(table.uid(row), table.container(row), table.comm(row))) return false;
        return settings.noMinimum()
                || includes(figures.cpuTime(row), figures.cpuAvg(row), figures.memPercent(row));
    }

    boolean shows(Merged merged) {
        var process = merged.process();
        if (excludes(merged.uid(), process.inContainer(), process.cmd())) return false;
        return settings.noMinimum()
                || includes(process.cpuTime(), process.cpuAvg(), merged.memPercent());
    }

    boolean showsUser(String user) {
        return !settings.excludeUsers().contains(user);
    }

    private boolean includes(long cpuTime, double cpuAvg, double memPercent) {
        var time = settings.minCpuTime();
        var cpu = settings.minCpuPercent();
        var memory = settings.minMemPercent();
        return (time.isPresent() && cpuTime >= time.getAsLong())
                || (cpu.isPresent() && cpuAvg >= cpu.getAsDouble())
                || (memory.isPresent() && memPercent >= memory.getAsDouble());
    }

    private boolean excludes(long uid, boolean container, String cmd) {
        if (settings.excludeSystemJobs() && uid < FIRST_ORDINARY_UID && !container) return true;
        var prefixes = settings.excludeCommands();
        for (int i = 0; i < prefixes.size(); i++) {
            if (cmd.startsWith(prefixes.get(i))) return true;
        }
        return false;
    }
}
