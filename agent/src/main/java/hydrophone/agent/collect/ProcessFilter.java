package hydrophone.agent.collect;

import hydrophone.message.SampleProcess;

/** The inclusions and exclusions of {@link SampleSettings}; applied after roll-up. */
record ProcessFilter(SampleSettings settings) {
    private static final long FIRST_ORDINARY_UID = 1000;

    boolean shows(ShownProcess shown) {
        return includes(shown) && !excludes(shown);
    }

    private boolean includes(ShownProcess shown) {
        var time = settings.minCpuTime();
        var cpu = settings.minCpuPercent();
        var memory = settings.minMemPercent();
        if (time.isEmpty() && cpu.isEmpty() && memory.isEmpty()) return true;
        SampleProcess process = shown.process();
        return (time.isPresent() && process.cpuTime() >= time.getAsLong())
                || (cpu.isPresent() && process.cpuAvg() >= cpu.getAsDouble())
                || (memory.isPresent() && shown.memPercent() >= memory.getAsDouble());
    }

    private boolean excludes(ShownProcess shown) {
        SampleProcess process = shown.process();
        boolean system = shown.uid() < FIRST_ORDINARY_UID && !process.inContainer();
        return (settings.excludeSystemJobs() && system)
                || settings.excludeUsers().contains(shown.user())
                || settings.excludeCommands().stream().anyMatch(process.cmd()::startsWith);
    }
}
