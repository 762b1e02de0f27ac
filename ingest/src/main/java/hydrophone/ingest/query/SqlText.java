package hydrophone.ingest.query;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SQL text ready for the driver. A resource may say {@code --@ NAME} on a line of its own to
 * take in {@code query/NAME.sql} ({@code --@? p NAME}: only when parameter p is given), and end a
 * line with {@code --? name} to have it only when that parameter is given. Parameters are {@code
 * :name}; colons stand nowhere else in these files.
 *
 * @param parameters in the order of their first occurrence, which is how SQLite numbers them
 */
record SqlText(String sql, List<String> parameters) {
    private static final Pattern INCLUDE = Pattern.compile("\\s*--@ (\\w+)\\s*");
    private static final Pattern CHOICE = Pattern.compile("\\s*--@\\? (\\w+) (\\w+)\\s*");
    private static final Pattern CONDITION = Pattern.compile(".*--\\? (\\w+)\\s*");
    private static final Pattern PARAMETER = Pattern.compile(":([a-z_]+)");

    SqlText {
        parameters = List.copyOf(parameters);
    }

    static SqlText load(String resource, Bindings bindings) {
        StringBuilder sql = new StringBuilder();
        append(resource, bindings, sql);
        List<String> parameters = new ArrayList<>();
        Matcher m = PARAMETER.matcher(sql);
        while (m.find()) {
            if (!parameters.contains(m.group(1))) parameters.add(m.group(1));
        }
        return new SqlText(sql.toString(), parameters);
    }

    private static void append(String resource, Bindings bindings, StringBuilder sql) {
        for (String line : read(resource).split("\n", -1)) {
            Matcher include = INCLUDE.matcher(line);
            Matcher choice = CHOICE.matcher(line);
            Matcher condition = CONDITION.matcher(line);
            if (include.matches()) append(include.group(1), bindings, sql);
            else if (choice.matches()) {
                if (bindings.has(choice.group(1))) append(choice.group(2), bindings, sql);
            } else if (!condition.matches() || bindings.has(condition.group(1))) {
                int comment = line.indexOf("--?");
                sql.append(comment < 0 ? line : line.substring(0, comment)).append('\n');
            }
        }
    }

    private static String read(String resource) {
        String path = "/query/" + resource + ".sql";
        try (InputStream in = SqlText.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("no resource " + path);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read resource " + path, e);
        }
    }
}
