package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import hydrophone.codec.MalformedMessageException.Reason;
import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Every member of every message with every wrong value: read, or refused with its own path. */
class MutationTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "\"\"",
                    "\"text\"",
                    "\"12\"",
                    "true",
                    "0",
                    "-1",
                    "1.5",
                    "1e3",
                    "1e-400",
                    "1e400",
                    "18446744073709551615",
                    "[]",
                    "[[]]",
                    "[null]",
                    "[\"x\"]",
                    "[1]",
                    "{}",
                    "[{}]",
                    "{\"x\":{\"y\":[1]}}",
                    "\"../../etc/x\"",
                    "\"\\u0000\\ud800\"");

    @ParameterizedTest
    @EnumSource
    void wrongValueIsReadOrRefusedWithItsPath(MessageType type) throws Exception {
        byte[] golden = Golden.bytes("full-" + type.word() + ".json");
        int places = places(MAPPER.readTree(golden)).size();
        int refused = 0;
        for (int place = 0; place < places; place++) {
            for (String value : VALUES) {
                JsonNode tree = MAPPER.readTree(golden);
                Place at = places(tree).get(place);
                at.replace().accept(MAPPER.readTree(value));
                if (isRefused(type, tree, at.path(), value)) refused++;
            }
        }
        assertTrue(refused > places * 5, "only " + refused + " of " + places + " places' values");
    }

    private static boolean isRefused(MessageType type, JsonNode tree, String path, String value)
            throws Exception {
        String what = path + " = " + value + ": ";
        try {
            Decoded decoded = JsonCodec.decode(type, MAPPER.writeValueAsBytes(tree));
            JsonCodec.decode(type, JsonCodec.encode(decoded.envelope()));
            return false;
        } catch (MalformedMessageException e) {
            String message = String.valueOf(e.getMessage());
            boolean dataGone = path.equals("data") && message.equals("neither data nor errors");
            assertTrue(dataGone || message.startsWith(path), what + message);
            assertTrue(e.reason() != Reason.SYNTAX, what + message);
            return true;
        }
    }

    private record Place(String path, Consumer<JsonNode> replace) {}

    private static List<Place> places(JsonNode tree) {
        List<Place> places = new ArrayList<>();
        collect(tree, "", places);
        return places;
    }

    private static void collect(JsonNode node, String path, List<Place> places) {
        if (node instanceof ObjectNode object) {
            for (var member : object.properties()) {
                String below = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                places.add(new Place(below, value -> object.set(member.getKey(), value)));
                collect(member.getValue(), below, places);
            }
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                String below = path + "[" + i + "]";
                places.add(new Place(below, value -> array.set(index, value)));
                collect(array.get(i), below, places);
            }
        }
    }
}
