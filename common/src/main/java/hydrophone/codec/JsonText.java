package hydrophone.codec;

import java.util.Locale;

/** Text as a string of JSON. */
public final class JsonText {
    private JsonText() {}

    /** Appends it with its quotes; what could move a terminal's cursor goes as an escape, too. */
    public static void quote(String text, StringBuilder into) {
        into.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> into.append("\\\"");
                case '\\' -> into.append("\\\\");
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                case '\t' -> into.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || isDirection(c)) {
                        into.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        into.append(c);
                    }
                }
            }
        }
        into.append('"');
    }

    /** Whether it turns the direction of what a terminal shows after it. */
    public static boolean isDirection(char c) {
        return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }
}
