package hydrophone.ingest.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Cells back into what messages are made of. */
final class Rows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Rows() {}

    /** What a sink could not do, on its way through a reader of rows. */
    static final class SinkException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final IOException failure;

        private SinkException(IOException failure) {
            super(failure);
            this.failure = failure;
        }

        IOException failure() {
            return failure;
        }
    }

    static void give(ExportSink sink, MessageType type, String node, long t, Exported message) {
        try {
            sink.message(type, node, t, message.bytes());
        } catch (IOException e) {
            throw new SinkException(e);
        }
    }

    static void give(ExportSink sink, byte[] row) {
        try {
            sink.row(row);
        } catch (IOException e) {
            throw new SinkException(e);
        }
    }

    /** At the sender's offset, or in UTC where no year can be written there. */
    static OffsetDateTime time(long t, int offsetSeconds) {
        Instant instant = Instant.ofEpochSecond(t);
        try {
            OffsetDateTime time = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetSeconds));
            if (time.getYear() >= 0 && time.getYear() <= 9999) return time;
        } catch (DateTimeException e) {
            // Not of our writing.
        }
        return instant.atOffset(ZoneOffset.UTC);
    }

    static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(number);
    }

    static List<Long> numbers(@Nullable String json) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        for (JsonNode node : tree(json)) numbers.add(node.asLong());
        return numbers;
    }

    static List<List<Long>> rowsOfNumbers(@Nullable String json) throws SQLException {
        List<List<Long>> rows = new ArrayList<>();
        for (JsonNode node : tree(json)) rows.add(numbers(node.toString()));
        return rows;
    }

    static List<String> texts(@Nullable String json) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : tree(json)) texts.add(node.asText());
        return texts;
    }

    private static JsonNode tree(@Nullable String json) throws SQLException {
        try {
            return JSON.readTree(json == null ? "[]" : json);
        } catch (JsonProcessingException e) {
            throw new SQLException("no JSON in a cell: " + e.getOriginalMessage(), e);
        }
    }
}
