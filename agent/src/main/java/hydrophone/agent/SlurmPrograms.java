package hydrophone.agent;

import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.machine.Program;
import hydrophone.agent.machine.ProgramFile;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which of the programs that a configuration needs cannot be found on this machine. */
final class SlurmPrograms {
    private final List<String> missing = new ArrayList<>();

    private SlurmPrograms() {}

    /** One line each, with key and cure. */
    static List<String> missing(DaemonConfig config) {
        var programs = new SlurmPrograms();
        if (config.jobs().cadence().isPresent()) {
            programs.look("[jobs]", "sacct-command", config.programs().sacct());
            programs.look("[jobs]", "scontrol-command", config.programs().scontrol());
        }
        if (config.cluster().cadence().isPresent()) {
            programs.look("[cluster]", "sinfo-command", config.programs().sinfo());
        }
        return programs.missing;
    }

    private void look(String section, String key, String program) {
        if (program.isEmpty()) return;
        try {
            ProgramFile.find(new Program(List.of(program), Map.of(), Duration.ZERO, 0));
        } catch (IOException e) {
            missing.add(
                    "programs."
                            + key
                            + ": needed by "
                            + section
                            + ", but "
                            + e.getMessage()
                            + "; give its absolute path below [programs], or \"\" to go without");
        }
    }
}
