package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;

/** JSON text of cells; what is not printable ASCII control goes out escaped, the rest as UTF-8. */
final class Json {
    private Json() {}

    static String list(List<String> words) {
        StringBuilder out = new StringBuilder("[");
        for (String word : words) {
            if (out.length() > 1) out.append(',');
            out.append(string(word));
        }
        return out.append(']').toString();
    }

    static String string(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c == '\n') out.append("\\n");
            else if (unsafe(text, i)) out.append(escape(c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    private static boolean unsafe(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static String escape(char c) {
        String hex = Integer.toHexString(c);
        return "\\u" + "0".repeat(4 - hex.length()) + hex;
    }

    /** A figure as JSON and CSV write it; never with an exponent. */
    static String number(Number value) {
        if (value instanceof Double d) {
            if (!Double.isFinite(d)) return "null";
            String plain = BigDecimal.valueOf(d).toPlainString();
            return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
        }
        return value.toString();
    }

    static String value(@Nullable Object cell) {
        return switch (cell) {
            case null -> "null";
            case Number n -> number(n);
            case byte[] bytes -> string(HexFormat.of().formatHex(bytes));
            default -> string(cell.toString());
        };
    }
}
