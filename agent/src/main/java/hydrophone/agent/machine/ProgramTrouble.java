package hydrophone.agent.machine;

import hydrophone.agent.machine.Commands.Ending;

import java.io.IOException;
import java.util.Locale;

/**
 * What went wrong with a program, in one line that begins with its name and can be shown anywhere:
 * {@code sacct: exit status 1: …}. At most some 300 characters.
 */
public final class ProgramTrouble {
    private static final int LONGEST = 300;

    private ProgramTrouble() {}

    /** For an ending that is not {@link Ending#ok}. */
    public static String of(Program program, Ending ending) {
        return line(program.name() + ": " + what(program, ending) + said(ending.err()));
    }

    /** For a program that could not be started, or not be read. */
    public static String of(Program program, IOException e) {
        String text = String.valueOf(e.getMessage());
        String name = program.name() + ": ";
        return line(text.startsWith(name) ? text : name + "its output cannot be read: " + text);
    }

    private static String what(Program program, Ending ending) {
        if (ending.truncated()) {
            return "killed after " + size(program.maxBytes()) + " of output";
        }
        if (!ending.timedOut()) return "exit status " + ending.exit();
        return ending.exit() < 0
                ? "killed after " + program.timeout().toSeconds() + " s"
                : "ended, but another process holds its output open";
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
    }

    private static String said(String err) {
        String first = err.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
        return first.isEmpty() ? "" : ": " + first.strip();
    }

    /** Control characters, and those that turn a line around, become visible. */
    private static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(c -> {
                    if (isPlain(c)) line.appendCodePoint(c);
                    else line.append(String.format(Locale.ROOT, "\\u%04x", c));
                });
        return line.toString().strip();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }
}
