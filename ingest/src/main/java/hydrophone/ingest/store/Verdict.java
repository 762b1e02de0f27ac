package hydrophone.ingest.store;

import hydrophone.codec.Decoded;
import hydrophone.message.MessageType;

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
     */
    record Accepted(
            Arrival arrival, MessageType type, Decoded decoded, String sender, List<String> remarks)
            implements Verdict {
        public Accepted {
            Objects.requireNonNull(arrival, "arrival");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(decoded, "decoded");
            Objects.requireNonNull(sender, "sender");
            remarks = List.copyOf(remarks);
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
