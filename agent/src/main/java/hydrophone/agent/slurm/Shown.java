package hydrophone.agent.slurm;

import java.util.Locale;

/** What a program wrote, for a message to a person. */
final class Shown {
    static final int LONGEST = 80;

    private Shown() {}

    /**
     * One line of at most {@value #LONGEST} characters, control characters as {@code \}{@code
     * u001b}.
     */
    static String of(String text) {
        StringBuilder line = new StringBuilder(LONGEST + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (line.length() >= LONGEST) return line.append('…').toString();
            if (isHarmless(c)) line.append(c);
            else line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return line.toString();
    }

    private static boolean isHarmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
