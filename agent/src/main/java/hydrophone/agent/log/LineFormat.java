package hydrophone.agent.log;

import hydrophone.codec.JsonText;

import org.slf4j.event.Level;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code 2026-03-04T09:15:00.123Z WARN [hydrophone::sink] text}: the line of Sonar's own log. */
final class LineFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private LineFormat() {}

    static String line(Instant time, Level level, String logger, String text) {
        StringBuilder line = new StringBuilder(text.length() + 64);
        line.append(time(time)).append(' ').append(level);
        if (level.toString().length() < 5) line.append(' ');
        line.append(" [").append(target(logger)).append("] ");
        return escape(text, line).append('\n').toString();
    }

    /** UTC, to the millisecond. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Our packages by their own name; a library by its first telling word and its class. */
    static String target(String logger) {
        String[] parts = logger.split("\\.", -1);
        String last = parts[parts.length - 1];
        if (logger.startsWith("hydrophone.")) {
            boolean hasPackage = parts.length > 3 && parts[1].equals("agent");
            return "hydrophone::" + (hasPackage ? parts[2] : parts[1]);
        }
        if (logger.startsWith("org.apache.kafka.")) return "kafka::" + last;
        return last;
    }

    /** A log line stays one line, and no text can move a terminal's cursor. */
    private static StringBuilder escape(String text, StringBuilder into) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                case '\t' -> into.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || JsonText.isDirection(c)) {
                        into.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    } else {
                        into.append(c);
                    }
                }
            }
        }
        return into;
    }
}
