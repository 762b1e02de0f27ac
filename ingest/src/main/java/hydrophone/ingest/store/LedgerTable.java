package hydrophone.ingest.store;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of a {@link Ledger}. */
enum LedgerTable {
    RUN(
            "run",
            "ON CONFLICT DO UPDATE SET first_seq = min(first_seq, excluded.first_seq), last_seq ="
                    + " max(last_seq, excluded.last_seq), n = max(n, excluded.n), first_t ="
                    + " min(first_t, excluded.first_t), last_t = max(last_t, excluded.last_t)",
            "node_id",
            "type",
            "run",
            "first_seq",
            "last_seq",
            "n",
            "first_t",
            "last_t"),
    UNKNOWN_MEMBER(
            "unknown_member", "ON CONFLICT DO NOTHING", "producer_id", "type", "path", "example"),
    ANOMALY(
            "anomaly",
            "ON CONFLICT DO NOTHING",
            "topic",
            "part",
            "topic_id",
            "off",
            "ord",
            "detail"),
    DEAD_LETTER(
            "dead_letter",
            "ON CONFLICT DO NOTHING",
            "topic",
            "part",
            "topic_id",
            "off",
            "record_t",
            "record_key",
            "reason",
            "detail",
            "payload",
            "sha256"),
    STREAM_EVENT(
            "stream_event",
            "ON CONFLICT DO NOTHING",
            "topic",
            "part",
            "t",
            "kind",
            "off_from",
            "off_to",
            "detail"),
    /** Errors inside samples, without those that stand in the sample of their node and time. */
    AGENT_ERROR("agent_error", "ON CONFLICT DO NOTHING", "node_id", "t", "type", "soft", "detail");

    private static final Set<String> MAY_BE_ABSENT =
            Set.of("record_key", "payload", "off_from", "off_to");

    private final String word;
    private final String onConflict;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> columns;

    LedgerTable(String word, String onConflict, String... columns) {
        this.word = word;
        this.onConflict = onConflict;
        this.columns = List.of(columns);
    }

    static @Nullable LedgerTable of(String word) {
        for (LedgerTable table : values()) if (table.word.equals(word)) return table;
        return null;
    }

    String word() {
        return word;
    }

    List<String> columns() {
        return columns;
    }

    boolean isWhole(JsonNode row) {
        return columns.stream()
                .allMatch(c -> MAY_BE_ABSENT.contains(c) || row.path(c).isValueNode());
    }

    String select() {
        String cells = columns.stream().map(LedgerTable::cell).collect(Collectors.joining(", "));
        return "SELECT " + cells + " FROM " + word + " x" + where();
    }

    private static String cell(String column) {
        return switch (column) {
            case "node_id" -> "(SELECT name FROM node WHERE id = x.node_id)";
            case "producer_id" ->
                    "(SELECT json_array(name, version) FROM producer WHERE id = x.producer_id)";
            default -> "x." + column;
        };
    }

    private String where() {
        return this == AGENT_ERROR
                ? " WHERE soft = 1 AND NOT (type = 'sample' AND EXISTS (SELECT 1 FROM node_sample s"
                        + " WHERE s.node_id = x.node_id AND s.t = x.t))"
                : "";
    }

    /** With the columns as parameters, in their order. A stream event has no key of its own. */
    String insert() {
        String names = String.join(", ", columns);
        String marks = columns.stream().map(c -> "?" + mark(c)).collect(Collectors.joining(", "));
        String same =
                columns.stream()
                        .map(c -> c + " IS ?" + mark(c))
                        .collect(Collectors.joining(" AND "));
        return this == STREAM_EVENT
                ? "INSERT INTO "
                        + word
                        + " ("
                        + names
                        + ") SELECT "
                        + marks
                        + " WHERE NOT EXISTS (SELECT 1 FROM "
                        + word
                        + " WHERE "
                        + same
                        + ")"
                : "INSERT INTO " + word + " (" + names + ") VALUES (" + marks + ") " + onConflict;
    }

    private int mark(String column) {
        return columns.indexOf(column) + 1;
    }
}
