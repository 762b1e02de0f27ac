package hydrophone.ingest.query;

/** Text of strangers (job names, commands) made fit for a terminal. */
final class SafeText {
    private SafeText() {}

    /**
     * The text with everything that could steer a terminal or deceive the eye written out: control
     * characters as {@code \x1b}, bidirectional and other invisible marks as <code>&#92;u202e
     * </code>, and the backslash itself doubled only where an escape could be mistaken.
     */
    static String shown(String text) {
        if (text.codePoints().noneMatch(SafeText::hidden)) return text;
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (!hidden(c)) out.appendCodePoint(c);
                    else out.append(escape(c));
                });
        return out.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static String escape(int c) {
        if (c == '\n') return "\\n";
        if (c == '\t') return "\\t";
        if (c < 0x100) return "\\x" + hex(c, 2);
        return c < 0x10000 ? "\\u" + hex(c, 4) : "\\U" + hex(c, 8);
    }

    private static String hex(int c, int digits) {
        String hex = Integer.toHexString(c);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }

    /** Terminal columns the text takes: combining marks none, East Asian wide characters two. */
    static int width(String text) {
        return text.codePoints().map(SafeText::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) return 0;
        boolean wide =
                (c >= 0x1100 && c <= 0x115f)
                        || (c >= 0x2e80 && c <= 0xa4cf)
                        || (c >= 0xac00 && c <= 0xd7a3)
                        || (c >= 0xf900 && c <= 0xfaff)
                        || (c >= 0xfe30 && c <= 0xfe6f)
                        || (c >= 0xff00 && c <= 0xff60)
                        || (c >= 0x1f300 && c <= 0x1faff)
                        || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }

    /** At most so many columns, the rest replaced by an ellipsis. */
    static String shortened(String text, int columns) {
        if (width(text) <= columns) return text;
        StringBuilder out = new StringBuilder();
        int used = 1;
        for (int c : text.codePoints().toArray()) {
            used += width(c);
            if (used > columns) break;
            out.appendCodePoint(c);
        }
        return out.append('…').toString();
    }
}
