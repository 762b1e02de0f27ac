package hydrophone.agent.config;

import hydrophone.agent.config.Problem.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of an ini file as settings with line numbers. Grammar (Sonar's): {@code #} in the first
 * column starts a comment, and nowhere else; {@code [section]}, which may come again; {@code name =
 * value}, split at the first {@code =}, the value trimmed and, if it starts with {@code '}, {@code
 * "} or a backquote, without that quote and the same one at its end. No escapes, no continued
 * lines.
 *
 * @param name of the file, for messages
 * @param headers every section header, in the file's order
 * @param settings every setting that is well formed, in the file's order
 * @param problems lines that are not
 */
record IniFile(String name, List<Header> headers, List<Setting> settings, List<Problem> problems) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    // Some editors put it before the first character.
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    IniFile {
        headers = List.copyOf(headers);
        settings = List.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** A section header. */
    record Header(String section, int line) {}

    /** One setting, its value without quotes. */
    record Setting(String section, String key, String value, int line) {}

    /** Never fails: what is wrong is in {@link #problems()}. */
    static IniFile parse(String name, String text) {
        return new Parser(name).parse(text);
    }

    private static final class Parser {
        private final String name;
        private final List<Header> headers = new ArrayList<>();
        private final List<Setting> settings = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private String section = "";
        private int line;

        Parser(String name) {
            this.name = name;
        }

        IniFile parse(String text) {
            String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            marked.lines().forEach(this::line);
            return new IniFile(name, headers, settings, problems);
        }

        private void line(String raw) {
            line++;
            String text = raw.strip();
            if (raw.startsWith("#") || text.isEmpty()) return;
            if (text.startsWith("[") && text.endsWith("]")) {
                section = text.substring(1, text.length() - 1);
                headers.add(new Header(section, line));
                return;
            }
            int equals = text.indexOf('=');
            if (text.startsWith("#")) {
                wrong("", "a comment starts in the first column; remove the blanks before #");
                return;
            }
            if (equals < 0) {
                wrong("", "expected [section] or name = value");
                return;
            }
            setting(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        }

        private void setting(String key, String value) {
            if (!NAME.matcher(key).matches()) {
                wrong("", "a name consists of letters, digits, _ and -; found \"" + key + "\"");
            } else if (section.isEmpty()) {
                wrong(key, "setting outside a section; put it below a line like [global]");
            } else if (value.isEmpty()) {
                wrong(subject(key), "an empty value must be quoted; write " + key + " = \"\"");
            } else if (!isQuote(value.charAt(0))) {
                settings.add(new Setting(section, key, value, line));
            } else if (value.length() < 2 || value.charAt(value.length() - 1) != value.charAt(0)) {
                wrong(subject(key), "the quote " + value.charAt(0) + " at its start must end it");
            } else {
                String inner = value.substring(1, value.length() - 1);
                settings.add(new Setting(section, key, inner, line));
            }
        }

        private String subject(String key) {
            return section + "." + key;
        }

        private void wrong(String subject, String text) {
            problems.add(new Problem(name, line, subject, text, Kind.ERROR));
        }

        private static boolean isQuote(char c) {
            return c == '\'' || c == '"' || c == '`';
        }
    }
}
