package hydrophone.codec;

import java.util.Locale;
import java.util.Objects;

/** Text from outside, made fit for a store or for a line of a log. */
final class CleanText {
    private CleanText() {}

    /**
     * Text that any store keeps whole: NUL, where C programs stop reading, becomes the two
     * characters {@code \0}; half of a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD. The
     * same object when there is nothing to mend.
     */
    static String of(String text) {
        int at = firstBad(text, 0);
        if (at == text.length()) return text;
        StringBuilder clean = new StringBuilder(text.length() + 8);
        int from = 0;
        while (at < text.length()) {
            clean.append(text, from, at).append(text.charAt(at) == 0 ? "\\0" : "\uFFFD");
            from = at + 1;
            at = firstBad(text, from);
        }
        return clean.append(text, from, text.length()).toString();
    }

    private static int firstBad(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !isPaired(text, i))) return i;
        }
        return text.length();
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** One line for a person: control characters as {@code \}{@code u001b}, cut at a length. */
    static String visible(String text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), longest) + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int width = harmless(c) ? 1 : 6;
            if (line.length() + width > longest) return line.append('…').toString();
            if (harmless(c)) line.append(c);
            else line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return line.toString();
    }

    /** The message of an exception of ours or of the JDK's time classes, in one line. */
    static String firstLine(Exception e) {
        return visible(Objects.requireNonNullElse(e.getMessage(), "unreadable"), 200);
    }

    private static boolean harmless(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
