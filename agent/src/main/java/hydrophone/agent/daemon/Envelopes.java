package hydrophone.agent.daemon;

import hydrophone.agent.collect.Origin;
import hydrophone.agent.sink.Outgoing;
import hydrophone.codec.JsonCodec;
import hydrophone.codec.MessageEncoder;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes messages of what was observed: who we are, this run's id, a running number per type from 1,
 * and the bytes. From any thread, one after the other.
 */
public final class Envelopes {
    /** Before compression; about 9,000 processes. */
    public static final int MAX_BYTES = 2 << 20;

    private final Identity identity;
    private final ClusterTopics topics;
    private final Map<MessageType, Long> numbers = new EnumMap<>(MessageType.class);
    private final MessageEncoder encoder = new MessageEncoder();

    /**
     * What all messages of a run share.
     *
     * @param producer for {@code meta.producer}
     * @param version the agent's
     * @param run random id of this run
     * @param zone whose offset the messages' times bear
     */
    public record Identity(
            Origin origin, String producer, String version, String run, ZoneId zone) {}

    public Envelopes(Identity identity, ClusterTopics topics) {
        this.identity = identity;
        this.topics = topics;
    }

    ZoneId zone() {
        return identity.zone();
    }

    /** One part of an observation; empty if it is too large, and then its number is not used. */
    synchronized Optional<Outgoing> data(Attributes part, List<Attr> extra) {
        MessageType type = part.type();
        Envelope message = Envelope.of(meta(attrs(type, extra)), part);
        Optional<byte[]> value = encoder.encode(message, MAX_BYTES);
        if (value.isPresent()) count(type);
        return value.map(bytes -> outgoing(type, bytes, part.time()));
    }

    /** An observation that failed. */
    synchronized Outgoing failure(MessageType type, String detail, OffsetDateTime time) {
        byte[] value = encodeError(detail, time, attrs(type, List.of()));
        count(type);
        return outgoing(type, value, time);
    }

    /** What to send instead of a message that was refused. From any thread. */
    public Outgoing substitute(Outgoing refused, String why) {
        OffsetDateTime time = refused.time().atZone(identity.zone()).toOffsetDateTime();
        Attr run = new Attr(Meta.RUN, identity.run());
        byte[] value = encodeError("message refused: " + why, time, List.of(run));
        return new Outgoing(refused.topic(), refused.key(), value, refused.time());
    }

    private byte[] encodeError(String detail, OffsetDateTime time, List<Attr> attrs) {
        Origin origin = identity.origin();
        ErrorObject error = new ErrorObject(detail, time, origin.cluster(), origin.node());
        return JsonCodec.encode(Envelope.ofErrors(meta(attrs), List.of(error)));
    }

    private Outgoing outgoing(MessageType type, byte[] value, OffsetDateTime time) {
        String key = identity.origin().node();
        return new Outgoing(topics.data(type), key, value, time.toInstant());
    }

    private Meta meta(List<Attr> attrs) {
        return new Meta(identity.producer(), identity.version(), attrs);
    }

    private List<Attr> attrs(MessageType type, List<Attr> extra) {
        List<Attr> attrs = new ArrayList<>();
        attrs.add(new Attr(Meta.RUN, identity.run()));
        long number = numbers.getOrDefault(type, 0L) + 1;
        attrs.add(new Attr(Meta.SEQ, Long.toString(number)));
        attrs.addAll(extra);
        return attrs;
    }

    private void count(MessageType type) {
        numbers.merge(type, 1L, Long::sum);
    }
}
