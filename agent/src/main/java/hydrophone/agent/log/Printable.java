package hydrophone.agent.log;

import java.util.Locale;

/** What others wrote, as part of a line for a person. */
public final class Printable {
    private Printable() {}

    /**
     * At most so many characters of it; what would move a cursor or could not be seen is written as
     * {@code \}{@code u001b}.
     */
    public static String of(String text, int longest) {
        StringBuilder line = new StringBuilder(longest + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (line.length() >= longest) return line.append('…').toString();
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
