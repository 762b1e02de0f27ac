package hydrophone.agent.sink;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Text as JSON, where a sink writes an object around a message by itself. */
final class JsonText {
    private JsonText() {}

    /** In quotes and on one line, whatever it holds; other than ASCII stays as it is. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return json.append('"').toString();
    }
}
