package hydrophone.ingest.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import hydrophone.hosts.NodeRange;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Cells as people read them, by {@link Kind}. Pure. */
final class Cells {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private static final String[] SIZES = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int BAR = 5;

    private Cells() {}

    static String human(Kind kind, @Nullable Object cell) {
        if (cell == null) return "-";
        if (kind == Kind.NODES) return SafeText.shown(folded(cell.toString()));
        if (!(cell instanceof Number n)) return SafeText.shown(text(cell));
        return switch (kind) {
            case PERCENT -> String.format(Locale.ROOT, "%.1f", n.doubleValue());
            case SHARE -> bar(n.doubleValue());
            case SIZE -> size(n.doubleValue());
            case RATE -> n.doubleValue() == 0 ? "0" : size(n.doubleValue()) + "/s";
            case DURATION -> duration(n.longValue());
            case AGE -> age(n.longValue());
            case TEXT, TIME, NODES -> plain(n);
        };
    }

    static String text(Object cell) {
        return cell instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : cell.toString();
    }

    private static String plain(Number n) {
        return n instanceof Double d ? String.format(Locale.ROOT, "%.2f", d) : n.toString();
    }

    /** {@code 1.2 GiB}: one digit behind the point below 100. */
    static String size(double kib) {
        double value = Math.abs(kib);
        int unit = 0;
        while (value >= 999.5 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = unit == 0 || value >= 99.95 ? "%s%.0f %s" : "%s%.1f %s";
        return String.format(Locale.ROOT, format, kib < 0 ? "-" : "", value, SIZES[unit]);
    }

    /** {@code [D-]HH:MM:SS}, as Slurm writes it. */
    static String duration(long seconds) {
        if (seconds < 0) return "-" + duration(-seconds);
        long days = seconds / 86_400;
        String clock =
                String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        seconds / 3600 % 24,
                        seconds / 60 % 60,
                        seconds % 60);
        return days == 0 ? clock : days + "-" + clock;
    }

    /** The two largest units: {@code 12s}, {@code 3m20s}, {@code 5h02m}, {@code 3d04h}. */
    static String age(long seconds) {
        if (seconds < 0) return "-" + age(-seconds);
        if (seconds < 60) return seconds + "s";
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
        }
        return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds / 3600 % 24);
    }

    /** The figure and five places of a bar. */
    static String bar(double percent) {
        double part = Math.clamp(percent, 0, 100) / 100 * BAR;
        StringBuilder out = new StringBuilder();
        out.append(String.format(Locale.ROOT, "%5.1f ", percent));
        int eighths = (int) Math.round(part * 8);
        for (int i = 0; i < BAR; i++) {
            int fill = Math.clamp(eighths - 8L * i, 0, 8);
            out.append(fill == 0 ? '·' : (char) ('\u2590' - fill));
        }
        return out.toString();
    }

    static String iso(long t, ZoneId zone) {
        return ISO.format(Instant.ofEpochSecond(t).atZone(zone));
    }

    static ZoneOffset offset(long t, ZoneId zone) {
        return zone.getRules().getOffset(Instant.ofEpochSecond(t));
    }

    /** A JSON list of names as Slurm would fold it; ranges stay as they are. */
    static String folded(String json) {
        List<String> names = names(json);
        boolean ranges = names.stream().anyMatch(name -> name.contains("["));
        try {
            return String.join(",", ranges ? names : NodeRange.fold(names));
        } catch (IllegalArgumentException e) {
            return String.join(",", names); // Sonar sends Slurm's "None assigned", too
        }
    }

    static List<String> names(String json) {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
                if (t == JsonToken.VALUE_STRING) names.add(parser.getText());
            }
            return names;
        } catch (IOException e) {
            return List.of(json);
        }
    }
}
