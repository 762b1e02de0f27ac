package hydrophone.testing.slurm;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Map;
import java.util.TreeMap;

/** Resources as Slurm counts them, in a form that does not depend on order and units. */
final class Tres {
    private static final String UNITS = "KMGTPE";

    private Tres() {}

    /** Of {@code cpu=2,mem=1.5G,gres/gpu:a100=2}: sorted, memory in MiB. */
    static String normal(String text) {
        Map<String, String> counts = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            String[] both = part.split("=", 2);
            if (both.length < 2) continue;
            counts.put(both[0], both[0].equals("mem") ? mebibytes(both[1]) : both[1]);
        }
        return text(counts);
    }

    /** Of a list of {@code type}, {@code name}, {@code count}. */
    static String normal(JsonNode list) {
        Map<String, String> counts = new TreeMap<>();
        for (JsonNode each : list) {
            if (each.path("count").isNull()) continue;
            String name = each.path("name").asText("");
            String type = each.path("type").asText();
            boolean named = !name.isEmpty() && !each.path("name").isNull();
            counts.put(named ? type + "/" + name : type, each.path("count").asText());
        }
        return text(counts);
    }

    private static String text(Map<String, String> counts) {
        StringBuilder text = new StringBuilder();
        counts.forEach((name, count) ->
                text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(count));
        return text.toString();
    }

    private static String mebibytes(String text) {
        int last = text.length() - 1;
        int unit = UNITS.indexOf(text.charAt(last));
        if (unit < 0) return text;
        double value = Double.parseDouble(text.substring(0, last));
        return Long.toString(Math.round(value * Math.pow(1024, unit - 1)));
    }
}
