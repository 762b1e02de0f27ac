package hydrophone.ingest.tree;

import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.Attributes;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SysinfoAttributes;
import hydrophone.testing.MessageSamples;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Messages as they come from Kafka, sent by login-1 or the node that they name. */
final class FromTopic {
    private FromTopic() {}

    static Outcome write(Path dataDir, MessageType type, byte[] value) {
        try (Store store = Store.open(dataDir, MessageSamples.CLUSTER, TreeFixture.CLOCK)) {
            return write(store, type, value, 0);
        }
    }

    static Outcome write(Store store, MessageType type, byte[] value, long offset) {
        try {
            var decoded = JsonCodec.decode(type, value);
            String sender = sender(decoded.envelope().data());
            byte[] key = sender.getBytes(StandardCharsets.UTF_8);
            String topic = MessageSamples.CLUSTER + "." + type.word();
            var arrival = new Arrival(topic, 0, "id-1", offset, 1_772_600_000, key, value);
            var message = new Accepted(arrival, type, decoded, sender, decoded.anomalies());
            return store.inTransaction(transaction -> transaction.write(message));
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String sender(@Nullable Attributes data) {
        return switch (data) {
            case SampleAttributes sample -> sample.node();
            case SysinfoAttributes info -> info.node();
            case null, default -> "login-1";
        };
    }
}
