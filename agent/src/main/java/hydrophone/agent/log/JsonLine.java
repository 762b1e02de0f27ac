package hydrophone.agent.log;

import hydrophone.codec.JsonText;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log line as one JSON object: {@code ts}, {@code level}, {@code component}, {@code msg}, and, if
 * there are any, {@code fields}: what the message says as {@code name=value}. Loaded only where it
 * is asked for.
 */
final class JsonLine {
    private static final Pattern HOLE = Pattern.compile("(?:([A-Za-z][A-Za-z0-9_-]*)=)?\\{}");

    private JsonLine() {}

    static String of(
            Instant time,
            Level level,
            String logger,
            String text,
            String pattern,
            Object @Nullable [] arguments,
            String trace) {
        StringBuilder line = new StringBuilder(text.length() + 128);
        line.append("{\"ts\":\"").append(LineFormat.time(time));
        line.append("\",\"level\":\"").append(level).append("\",\"component\":");
        JsonText.quote(LineFormat.target(logger), line);
        line.append(",\"msg\":");
        JsonText.quote(text, line);
        if (arguments != null) fields(pattern, arguments, line);
        if (!trace.isEmpty()) {
            line.append(",\"trace\":");
            JsonText.quote(trace, line);
        }
        return line.append("}\n").toString();
    }

    private static void fields(String pattern, @Nullable Object[] arguments, StringBuilder into) {
        Matcher holes = HOLE.matcher(pattern);
        String before = ",\"fields\":{";
        String after = "";
        for (int i = 0; i < arguments.length && holes.find(); i++) {
            String name = holes.group(1);
            if (name == null) continue;
            into.append(before);
            JsonText.quote(name, into);
            into.append(':');
            value(arguments[i], into);
            before = ",";
            after = "}";
        }
        into.append(after);
    }

    private static void value(@Nullable Object value, StringBuilder into) {
        switch (value) {
            case null -> into.append("null");
            case Integer n -> into.append(n);
            case Long n -> into.append(n);
            case Boolean flag -> into.append(flag);
            default -> JsonText.quote(value.toString(), into);
        }
    }
}
