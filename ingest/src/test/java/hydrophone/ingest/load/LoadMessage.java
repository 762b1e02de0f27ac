package hydrophone.ingest.load;

import java.util.Objects;

/** A sample message and its Kafka key. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LoadMessage(String node, byte[] bytes) {
    public LoadMessage {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(bytes, "bytes");
    }
}
