package hydrophone.codec;

import java.util.regex.Pattern;

/**
 * Names of nodes and clusters. They stand in topic names, in folders and in every query, so nothing
 * but this alphabet gets in: no path of a file system, no blank, no character of a terminal.
 */
final class HostName {
    static final String EXPECTED =
            "expected a name of letters, digits, '.', '_' and '-' (no '..', 253 at most)";

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    private HostName() {}

    static boolean isLegal(String name) {
        return name.length() <= 253 && LEGAL.matcher(name).matches() && !name.contains("..");
    }
}
