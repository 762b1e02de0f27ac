package hydrophone.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used: all that is wrong with it, a line each. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final boolean forbidden;

    ConfigException(List<Problem> problems, boolean forbidden) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.forbidden = forbidden;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** True when modes of files forbid it, rather than anything being wrong. */
    public boolean forbidden() {
        return forbidden;
    }
}
