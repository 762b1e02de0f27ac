package hydrophone.agent.config;

import hydrophone.agent.config.IniFile.Setting;
import hydrophone.agent.config.Problem.Kind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one file, gathered while it is read. */
final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void addAll(List<Problem> problems) {
        found.addAll(problems);
    }

    void add(Setting setting, Kind kind, String text) {
        String subject = setting.section() + "." + setting.key();
        found.add(new Problem(file, setting.line(), subject, text, kind));
    }

    /** About a line that is no setting. */
    void add(int line, String subject, Kind kind, String text) {
        found.add(new Problem(file, line, subject, text, kind));
    }

    /** About something that is missing. */
    void add(String subject, Kind kind, String text) {
        add(0, subject, kind, text);
    }

    boolean hasErrors() {
        return found.stream().anyMatch(p -> p.kind() == Kind.ERROR);
    }

    /** In the file's order, what is missing last. */
    List<Problem> sorted() {
        return found.stream()
                .sorted(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()))
                .toList();
    }
}
