package hydrophone.ingest.store;

import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SysinfoAttributes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** A store in a folder of the test, and messages that come one after the other. */
final class StoreFixture implements AutoCloseable {
    static final String CLUSTER = "fox.educloud.no";
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-04T12:00:00Z"));

    final Path folder;
    final Store store;
    private long offset;

    StoreFixture(Path folder) {
        this.folder = folder;
        this.store = Store.open(folder, CLUSTER, CLOCK);
    }

    Outcome write(MessageType type, String json) {
        return write(type, json.getBytes(StandardCharsets.UTF_8), offset++);
    }

    Outcome write(MessageType type, byte[] json, long offset) {
        Accepted message = accepted(type, json, offset);
        return store.inTransaction(transaction -> transaction.write(message));
    }

    String query(String sql) {
        return StoreDump.query(folder, sql);
    }

    static Accepted accepted(MessageType type, byte[] json, long offset) {
        try {
            var decoded = JsonCodec.decode(type, json);
            Arrival arrival =
                    new Arrival(
                            CLUSTER + "." + type.word(),
                            0,
                            "id-1",
                            offset,
                            1_772_600_000,
                            "login-1".getBytes(StandardCharsets.UTF_8),
                            json);
            return new Accepted(
                    arrival, type, decoded, sender(decoded.envelope()), decoded.anomalies());
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " in " + new String(json, StandardCharsets.UTF_8), e);
        }
    }

    private static String sender(Envelope envelope) {
        Attributes data = envelope.data();
        return switch (data) {
            case SampleAttributes sample -> sample.node();
            case SysinfoAttributes info -> info.node();
            case null, default -> "login-1";
        };
    }

    @Override
    public void close() {
        store.close();
    }
}
