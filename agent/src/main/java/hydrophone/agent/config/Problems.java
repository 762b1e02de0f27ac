package hydrophone.agent.config;

import hydrophone.agent.config.IniFile.Setting;
import hydrophone.agent.config.Problem.Kind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is wrong with one file, gathered while it is read. */
final class Problems {
    private final String file;
    private final Optional<String> exposure;
    private final List<Problem> found = new ArrayList<>();

    /**
     * @param exposure why others may read the file
     */
    Problems(String file, Optional<String> exposure) {
        this.file = file;
        this.exposure = exposure;
    }

    void addAll(List<Problem> problems) {
        found.addAll(problems);
    }

    void add(Setting setting, Kind kind, String text) {
        String subject = setting.section() + "." + setting.key();
        add(setting.line(), subject, kind, text);
    }

    /** About a line that is no setting. Two readers of one setting say it once. */
    void add(int line, String subject, Kind kind, String text) {
        Problem problem = new Problem(file, line, subject, text, kind);
        if (!found.contains(problem)) found.add(problem);
    }

    /** About something that is missing. */
    void add(String subject, Kind kind, String text) {
        add(0, subject, kind, text);
    }

    /** Its value is one that others should not see. */
    void secret(Setting setting) {
        exposure.ifPresent(why ->
                add(
                        setting,
                        Kind.DOUBTFUL,
                        "a password, but this file "
                                + why
                                + "; chmod 600 it, or move the password to a file of its own"));
    }

    boolean hasErrors() {
        return has(Kind.ERROR) || has(Kind.FORBIDDEN);
    }

    /** Nothing is wrong but modes of files. */
    boolean onlyForbidden() {
        return has(Kind.FORBIDDEN) && !has(Kind.ERROR);
    }

    private boolean has(Kind kind) {
        return found.stream().anyMatch(p -> p.kind() == kind);
    }

    /** In the file's order, what is missing last. */
    List<Problem> sorted() {
        return found.stream()
                .sorted(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()))
                .toList();
    }
}
