package hydrophone.agent.daemon;

import hydrophone.agent.collect.Feed;
import hydrophone.agent.collect.Receipt;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.sink.Outgoing;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Makes messages of what one observation yields and puts them into the outbox as there is room. A
 * message beyond {@link Envelopes#MAX_BYTES} becomes an error envelope that has its receipt: what
 * it held would be as large the next time.
 */
final class OutboxFeed implements Feed {
    private static final Logger log = LoggerFactory.getLogger(OutboxFeed.class);

    private final MessageType type;
    private final OffsetDateTime time;
    private final Envelopes envelopes;
    private final AgentCounters counters;
    private final Outbox outbox;

    OutboxFeed(
            MessageType type,
            OffsetDateTime time,
            Envelopes envelopes,
            AgentCounters counters,
            Outbox outbox) {
        this.type = type;
        this.time = time;
        this.envelopes = envelopes;
        this.counters = counters;
        this.outbox = outbox;
    }

    @Override
    public void message(Attributes part, List<Attr> attrs, Receipt receipt)
            throws InterruptedException {
        Optional<Outgoing> message = envelopes.data(part, attrs);
        if (message.isEmpty()) {
            counters.refused(type);
            failure(type.word() + ": " + Envelopes.TOO_LARGE, receipt);
            return;
        }
        counters.produced(type, 1);
        outbox.putPatiently(message.get(), receipt);
    }

    @Override
    public void trouble(String detail) throws InterruptedException {
        counters.failed(type);
        failure(detail, Receipt.NOBODY);
    }

    private void failure(String detail, Receipt receipt) throws InterruptedException {
        log.warn("{} at {}: {}", type.word(), time, detail);
        counters.produced(type, 1);
        outbox.putPatiently(envelopes.failure(type, detail, time), receipt);
    }
}
