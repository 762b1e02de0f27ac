package hydrophone.ingest.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;

/**
 * What of a store is no part of a message, a row a line of JSON: {@code
 * {"table":"run","node_id":"n1","type":"sample",…}}. Columns have their names, nodes and producers
 * stand for their numbers, bytes are base64. Writing a row that is there already changes nothing.
 */
final class Ledger {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sql sql;
    private final Dictionaries ids;

    Ledger(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    void read(ExportSink sink) throws SQLException {
        for (LedgerTable table : LedgerTable.values()) {
            sql.call(table.select())
                    .each(row -> {
                        Rows.give(sink, line(table, row));
                        return null;
                    });
        }
    }

    private static byte[] line(LedgerTable table, ResultSet row) throws SQLException {
        ObjectNode json = JSON.createObjectNode().put("table", table.word());
        int at = 0;
        for (String column : table.columns()) put(json, column, row.getObject(++at));
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode json, String column, @Nullable Object cell) {
        switch (cell) {
            case null -> {}
            case byte[] bytes -> json.put(column, bytes);
            case Number number -> json.put(column, number.longValue());
            default -> json.put(column, cell.toString());
        }
    }

    /**
     * Puts a line into the store.
     *
     * @return false: it is none, nothing was done
     */
    boolean write(byte[] line) throws SQLException {
        JsonNode row = json(line);
        LedgerTable table = row == null ? null : LedgerTable.of(row.path("table").asText());
        if (row == null || table == null || !table.isWhole(row)) return false;
        @Nullable Object[] cells = new Object[table.columns().size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cell(table.columns().get(i), row.get(table.columns().get(i)));
        }
        Sql.Call insert = sql.call(table.insert());
        for (Object cell : cells) insert.put(cell);
        insert.run();
        return true;
    }

    private static @Nullable JsonNode json(byte[] line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Object cell(String column, @Nullable JsonNode value) throws SQLException {
        if (value == null || value.isNull()) return null;
        return switch (column) {
            case "node_id" -> ids.node(value.asText());
            case "producer_id" -> producer(value.asText());
            case "payload", "record_key" -> bytes(value.asText());
            default -> value.isIntegralNumber() ? value.asLong() : value.asText();
        };
    }

    private long producer(String nameAndVersion) throws SQLException {
        JsonNode parts = json(nameAndVersion.getBytes(StandardCharsets.UTF_8));
        if (parts == null) return ids.producer("", "");
        return ids.producer(parts.path(0).asText(), parts.path(1).asText());
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return base64.getBytes(StandardCharsets.UTF_8);
        }
    }
}
