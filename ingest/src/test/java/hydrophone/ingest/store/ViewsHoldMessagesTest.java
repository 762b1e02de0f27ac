package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Each figure and text of a message can be read back through a view. The golden messages are given
 * values that stand nowhere else, so that a member forgotten, or put into another's column, shows.
 */
final class ViewsHoldMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Not the message's own figures: kept apart or told by another member. */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "meta",
                    "data.type",
                    "cluster",
                    // Sonar has dropped these; v_unknown_member names them.
                    "software",
                    "gres_detail",
                    "minimum_cpus_per_node");

    /** Names that must stay as they are, and words of which the store makes another. */
    private static final Set<String> FIXED = Set.of("time", "node", "cluster", "boot");

    private @TempDir Path folder;
    private long next = 5_000_011;

    @ParameterizedTest
    @CsvSource({
        "full-sample, SAMPLE",
        "full-sysinfo, SYSINFO",
        "full-job, JOB",
        "full-cluster, CLUSTER",
        "full-error, JOB",
        "sonar-sample, SAMPLE",
        "sonar-sysinfo, SYSINFO",
        "sonar-job, JOB",
        "sonar-cluster, CLUSTER",
        "sonar-error, CLUSTER",
        "old-sample, SAMPLE",
        "old-sysinfo, SYSINFO",
        "old-job, JOB",
        "old-cluster, CLUSTER"
    })
    void everyMember_isInAView(String name, MessageType type) throws Exception {
        JsonNode message = JSON.readTree(Golden.bytes(name + ".json"));
        if (message.has("data")) distinct(message.get("data").get("attributes"));
        try (StoreFixture to = new StoreFixture(folder)) {
            assertEquals(Outcome.STORED, to.write(type, message.toString()));
        }
        Map<String, String> expected = new TreeMap<>();
        boolean sonar = message.at("/meta/producer").asText().equals("sonar");
        flatten("", "", message, sonar, expected);
        Set<String> cells = cells();
        expected.values().removeIf(cells::contains);
        assertEquals(Map.of(), expected, "not found in any view");
    }

    /** Numbers and texts get values of their own. */
    private void distinct(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = object.get(name);
                JsonNode other = FIXED.contains(name) ? null : other(name, value);
                if (other == null) distinct(value);
                else object.set(name, other);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode other = other("", array.get(i));
                if (other == null) distinct(array.get(i));
                else array.set(i, other);
            }
        }
    }

    private @Nullable JsonNode other(String name, JsonNode value) {
        if (value.isTextual() && name.endsWith("_time")) {
            return TextNode.valueOf(
                    OffsetDateTime.parse(value.asText()).plusSeconds(next++).toString());
        }
        if (value.isTextual())
            return TextNode.valueOf(value.asText().replace(" ", "") + "-" + next++);
        if (value.isIntegralNumber()) return LongNode.valueOf(next++);
        return value.isNumber() ? DoubleNode.valueOf(next++ + 0.002) : null;
    }

    private static void flatten(
            String path, String name, JsonNode node, boolean sonar, Map<String, String> leaves) {
        if (ELSEWHERE.contains(path) || ELSEWHERE.contains(name)) return;
        if (node.isObject()) {
            node.properties()
                    .forEach(member ->
                            flatten(
                                    path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                                    member.getKey(),
                                    member.getValue(),
                                    sonar,
                                    leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", name, node.get(i), sonar, leaves);
            }
        } else {
            leaves.put(path, stored(name, node, sonar));
        }
    }

    /** The few that the store keeps in another unit than the wire. */
    private static String stored(String name, JsonNode leaf, boolean sonar) {
        if (leaf.isTextual() && leaf.asText().matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
            return String.valueOf(OffsetDateTime.parse(leaf.asText()).toEpochSecond());
        }
        if (leaf.isBoolean()) return leaf.asBoolean() ? "1" : "0";
        if (!leaf.isNumber()) return leaf.asText();
        return switch (name) {
            case "time_limit", "priority" -> number(leaf.decimalValue().subtract(BigDecimal.TWO));
            case "performance_state" ->
                    number(leaf.decimalValue().subtract(sonar ? BigDecimal.ONE : BigDecimal.TWO));
            case "num_threads" -> number(leaf.decimalValue().add(BigDecimal.ONE));
            default -> number(leaf.decimalValue());
        };
    }

    private static String number(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    /** Every value in every view, and in the lists there. */
    private Set<String> cells() throws SQLException, IOException {
        Set<String> cells = new TreeSet<>();
        try (Connection c =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"));
                Statement s = c.createStatement()) {
            List<String> views = new ArrayList<>();
            ResultSet names = s.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'view'");
            while (names.next()) views.add(names.getString(1));
            for (String view : views) read(s.executeQuery("SELECT * FROM " + view), cells);
        }
        return cells;
    }

    private static void read(ResultSet rows, Set<String> cells) throws SQLException, IOException {
        while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                switch (rows.getObject(i)) {
                    case null -> {}
                    case Number n -> cells.add(number(new BigDecimal(n.toString())));
                    case Object text -> add(text.toString(), cells);
                }
            }
        }
    }

    private static void add(String text, Set<String> cells) throws IOException {
        cells.add(text);
        if (!text.startsWith("[")) return;
        List<JsonNode> open = new ArrayList<>(List.of(JSON.readTree(text)));
        while (!open.isEmpty()) {
            JsonNode node = open.removeLast();
            if (node.isArray()) node.forEach(open::add);
            else cells.add(node.isNumber() ? number(node.decimalValue()) : node.asText());
        }
    }
}
