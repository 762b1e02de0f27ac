package hydrophone.agent.machine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to run, without a shell, and how much of it.
 *
 * @param command the program and its arguments
 * @param environment added to the agent's own; an empty value takes the variable away
 * @param timeout after it the program's whole process group is killed
 * @param maxBytes of stdout; a program that writes more is killed, too
 */
public record Program(
        List<String> command, Map<String, String> environment, Duration timeout, long maxBytes) {
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The program's name for messages: the last part of its path. */
    public String name() {
        String path = command.isEmpty() ? "program" : command.getFirst();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
