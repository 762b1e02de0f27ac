package hydrophone.agent.daemon;

import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.sink.Outgoing.Place;
import hydrophone.agent.spool.Drain;
import hydrophone.agent.spool.Loss;
import hydrophone.codec.JsonCodec;
import hydrophone.codec.MessageEncoder;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes messages of what was observed: who we are, this run's id, a running number per type from 1,
 * and the bytes. From any thread, one after the other.
 */
public final class Envelopes implements Drain.Reports {
    /** Before compression; about 9,000 processes. */
    public static final int MAX_BYTES = 2 << 20;

    static final String TOO_LARGE =
            "the message has more than " + MAX_BYTES / 1024 + " KiB; not sent";

    private final Identity identity;
    private final ClusterTopics topics;
    private final RunNumbers numbers;
    private final MessageEncoder encoder = new MessageEncoder();

    /**
     * What all messages of a run share.
     *
     * @param producer for {@code meta.producer}
     * @param version the agent's
     * @param run random id of this run
     * @param token for {@code meta.token}, "" = none
     * @param zone whose offset the messages' times bear
     */
    public record Identity(
            Origin origin,
            String producer,
            String version,
            String run,
            String token,
            ZoneId zone) {}

    public Envelopes(Identity identity, ClusterTopics topics) {
        this(identity, topics, new RunNumbers());
    }

    /**
     * @param numbers of the run, which may have begun with other settings
     */
    public Envelopes(Identity identity, ClusterTopics topics, RunNumbers numbers) {
        this.identity = identity;
        this.topics = topics;
        this.numbers = numbers;
    }

    ZoneId zone() {
        return identity.zone();
    }

    /** All parts of an observation; empty if one is too large, and then no number is used. */
    synchronized Optional<List<Outgoing>> data(Observation seen) {
        MessageType type = seen.parts().getFirst().type();
        long before = numbers.last(type);
        List<Outgoing> messages = new ArrayList<>(seen.parts().size());
        for (Attributes part : seen.parts()) {
            Optional<Outgoing> message = data(part, seen.attrs());
            if (message.isEmpty()) {
                numbers.back(type, before);
                return Optional.empty();
            }
            messages.add(message.get());
        }
        return Optional.of(messages);
    }

    /** One part of an observation; empty if it is too large, and then its number is not used. */
    synchronized Optional<Outgoing> data(Attributes part, List<Attr> extra) {
        MessageType type = part.type();
        Envelope message = Envelope.of(meta(attrs(type, extra)), part);
        Optional<byte[]> value = encoder.encode(message, MAX_BYTES);
        return value.map(bytes -> outgoing(type, bytes, part.time(), numbers.use(type)));
    }

    /** An observation that failed. */
    synchronized Outgoing failure(MessageType type, String detail, OffsetDateTime time) {
        byte[] value = encodeError(detail, time, attrs(type, List.of()));
        return outgoing(type, value, time, numbers.use(type));
    }

    @Override
    public Outgoing refused(Outgoing message, String why) {
        OffsetDateTime time = message.time().atZone(identity.zone()).toOffsetDateTime();
        return uncounted(message.type(), "message refused: " + why, time, List.of());
    }

    /**
     * The numbers of what is missing go into {@code meta.attrs}, so that a store knows of them even
     * if nothing of their run has come.
     */
    @Override
    public Outgoing lost(MessageType type, List<Loss> losses) {
        Instant newest = losses.stream().map(Loss::to).max(Comparator.naturalOrder()).orElseThrow();
        OffsetDateTime time =
                newest.truncatedTo(ChronoUnit.SECONDS).atZone(identity.zone()).toOffsetDateTime();
        String runs =
                losses.stream()
                        .filter(l -> l.first() > 0)
                        .map(l -> l.run() + ":" + l.first() + "-" + l.last())
                        .collect(Collectors.joining(","));
        List<Attr> attrs = runs.isEmpty() ? List.of() : List.of(new Attr(Meta.LOST, runs));
        return uncounted(type, "spool: " + LossWords.of(losses), time, attrs);
    }

    /** It is not one of the run's messages: nothing is missing if it does not come. */
    private Outgoing uncounted(
            MessageType type, String detail, OffsetDateTime time, List<Attr> more) {
        List<Attr> attrs = new ArrayList<>(more);
        attrs.addFirst(new Attr(Meta.RUN, identity.run()));
        return outgoing(type, encodeError(detail, time, attrs), time, 0);
    }

    private byte[] encodeError(String detail, OffsetDateTime time, List<Attr> attrs) {
        Origin origin = identity.origin();
        ErrorObject error = new ErrorObject(detail, time, origin.cluster(), origin.node());
        return JsonCodec.encode(Envelope.ofErrors(meta(attrs), List.of(error)));
    }

    private Outgoing outgoing(MessageType type, byte[] value, OffsetDateTime time, long number) {
        return new Outgoing(
                type,
                topics.data(type),
                identity.origin().node(),
                value,
                time.toInstant(),
                new Place(identity.run(), number));
    }

    private Meta meta(List<Attr> attrs) {
        return new Meta(identity.producer(), identity.version(), 0, identity.token(), attrs);
    }

    private List<Attr> attrs(MessageType type, List<Attr> extra) {
        List<Attr> attrs = new ArrayList<>();
        attrs.add(new Attr(Meta.RUN, identity.run()));
        attrs.add(new Attr(Meta.SEQ, Long.toString(numbers.last(type) + 1)));
        attrs.addAll(extra);
        return attrs;
    }
}
