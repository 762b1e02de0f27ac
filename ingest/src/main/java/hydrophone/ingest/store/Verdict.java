package hydrophone.ingest.store;

import hydrophone.codec.Decoded;
import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/** What the inbox made of a record; the store takes both. */
public sealed interface Verdict {

    Arrival arrival();

    /**
     * A message of the right type and cluster.
     *
     * @param sender the node that sent it: the Kafka key, else the node that the message names, ""
     *     when nobody says
     * @param remarks what was odd about it, the codec's anomalies included; the message is stored
     * @param origin what an exported message was before; null = it came as it was sent
     * @param digest tells this message from others: first 8 bytes of the SHA-256 of what was sent
     */
    record Accepted(
            Arrival arrival,
            MessageType type,
            Decoded decoded,
            String sender,
            List<String> remarks,
            @Nullable Origin origin,
            long digest)
            implements Verdict {
        public Accepted {
            Objects.requireNonNull(arrival, "arrival");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(decoded, "decoded");
            Objects.requireNonNull(sender, "sender");
            remarks = List.copyOf(remarks);
        }

        public Accepted(
                Arrival arrival,
                MessageType type,
                Decoded decoded,
                String sender,
                List<String> remarks) {
            this(arrival, type, decoded, sender, remarks, null);
        }

        public Accepted(
                Arrival arrival,
                MessageType type,
                Decoded decoded,
                String sender,
                List<String> remarks,
                @Nullable Origin origin) {
            this(arrival, type, decoded, sender, remarks, origin, digest(arrival, origin));
        }

        private static long digest(Arrival arrival, @Nullable Origin origin) {
            if (origin != null) return origin.digest();
            return ContentDigest.ofMessage(Objects.requireNonNull(arrival.value()));
        }
    }

    /**
     * A record that becomes a dead letter.
     *
     * @param reason one word, see the table {@code dead_letter}
     * @param detail one line for a person
     */
    record Rejected(Arrival arrival, String reason, String detail) implements Verdict {
        public Rejected {
            Objects.requireNonNull(arrival, "arrival");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
