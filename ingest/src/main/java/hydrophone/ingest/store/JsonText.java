package hydrophone.ingest.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import java.util.List;

/** Lists as JSON text, without blanks, for columns that are read with {@code json_each}. */
final class JsonText {
    private JsonText() {}

    /** Numbers, texts, or lists of them. */
    static String list(List<?> values) {
        StringBuilder json = new StringBuilder(16 + values.size() * 8);
        append(json, values);
        return json.toString();
    }

    private static void append(StringBuilder json, List<?> values) {
        json.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) json.append(',');
            switch (values.get(i)) {
                case Long number -> json.append(number.longValue());
                case List<?> inner -> append(json, inner);
                case Object text -> {
                    json.append('"');
                    JsonStringEncoder.getInstance().quoteAsString(text.toString(), json);
                    json.append('"');
                }
            }
        }
        json.append(']');
    }
}
