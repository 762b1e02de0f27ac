package hydrophone.agent.process;

import java.util.List;

/**
 * One scan of all processes.
 *
 * @param entries sorted by pid
 * @param problems one line for each process that was left out as its files made no sense
 */
public record ProcessTable(List<ProcessEntry> entries, List<String> problems) {
    public ProcessTable {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }
}
