package hydrophone.ingest.consume;

import hydrophone.codec.Decoded;
import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Exported;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SysinfoAttributes;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges one record of a topic or a file: a message of this cluster and of the right type, or a
 * dead letter with its reason. Never throws, whatever the bytes.
 */
public final class Inbox {
    /** Of one message; a longer one is a dead letter. */
    public static final int MOST_BYTES = 16 << 20;

    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    private final String cluster;
    private final boolean files;

    Inbox(String cluster) {
        this(cluster, false);
    }

    private Inbox(String cluster, boolean files) {
        this.cluster = cluster;
        this.files = files;
    }

    /** For records of topics. */
    public static Inbox ofTopics(String cluster) {
        return new Inbox(cluster);
    }

    /**
     * For files: a message there needs no key, and what an export says of its origin counts. From a
     * topic that would be hearsay.
     */
    public static Inbox ofFiles(String cluster) {
        return new Inbox(cluster, true);
    }

    public Verdict judge(MessageType type, Arrival arrival) {
        byte[] value = arrival.value();
        if (value == null) return new Rejected(arrival, "syntax", "the record has no value");
        if (value.length > MOST_BYTES) {
            return new Rejected(
                    arrival,
                    "limit",
                    String.format(
                            Locale.ROOT,
                            "%d bytes, at most %d are read",
                            value.length,
                            MOST_BYTES));
        }
        try {
            return accept(type, arrival, JsonCodec.decode(type, value));
        } catch (MalformedMessageException e) {
            return new Rejected(arrival, e.reason().word(), Objects.toString(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            return new Rejected(arrival, "internal", "reading it failed: " + e);
        }
    }

    private Verdict accept(MessageType type, Arrival arrival, Decoded decoded) {
        Envelope envelope = decoded.envelope();
        String stranger = stranger(envelope);
        if (stranger != null) {
            return new Rejected(
                    arrival,
                    "cluster",
                    String.format(
                            Locale.ROOT,
                            "the message says cluster %s, the topic is of %s",
                            stranger,
                            cluster));
        }
        Optional<Exported> exported = files ? Exported.of(envelope) : Optional.empty();
        if (exported.isPresent()) {
            Exported was = exported.get();
            Decoded plain =
                    new Decoded(was.message(), decoded.unknownMembers(), decoded.anomalies());
            List<String> odd = decoded.anomalies();
            return new Accepted(arrival, type, plain, was.sender(), odd, was.origin());
        }
        List<String> remarks = new ArrayList<>(decoded.anomalies());
        if (files && envelope.meta().attr(Exported.KEY).isPresent()) {
            remarks.add("meta.attrs origin: not what was exported, so it does not count");
        }
        String key = key(arrival);
        String node = node(envelope);
        if (key == null) {
            if (!files) remarks.add("the Kafka key is no node name");
        } else if (node != null && !node.equals(key)) {
            remarks.add(
                    String.format(
                            Locale.ROOT,
                            "the %s is %s, the message of node %s",
                            files ? "file's node" : "Kafka key",
                            key,
                            node));
        }
        String sender = node != null ? node : key;
        return new Accepted(arrival, type, decoded, sender == null ? "" : sender, remarks);
    }

    /** A cluster that the message names and that is not ours; absent counts as ours. */
    private @Nullable String stranger(Envelope envelope) {
        Attributes data = envelope.data();
        if (data != null && isStranger(data.cluster())) return data.cluster();
        for (ErrorObject error : envelope.errors()) {
            if (isStranger(error.cluster())) return error.cluster();
        }
        return null;
    }

    private boolean isStranger(String name) {
        return !name.isEmpty() && !name.equals(cluster);
    }

    private static @Nullable String key(Arrival arrival) {
        byte[] key = arrival.key();
        if (key == null) return null;
        String text = new String(key, StandardCharsets.UTF_8);
        return NODE.matcher(text).matches() && !text.contains("..") ? text : null;
    }

    /** The node that the message names; null = it names none. */
    private static @Nullable String node(Envelope envelope) {
        return switch (envelope.data()) {
            case SampleAttributes sample -> sample.node();
            case SysinfoAttributes info -> info.node();
            case JobsAttributes _, ClusterAttributes _ -> null;
            case null -> {
                String node = envelope.errors().getFirst().node();
                yield node.isEmpty() ? null : node;
            }
        };
    }
}
