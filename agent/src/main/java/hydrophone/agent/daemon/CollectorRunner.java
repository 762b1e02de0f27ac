package hydrophone.agent.daemon;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.sink.Outgoing;
import hydrophone.message.Attributes;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a collector: times it, counts it, and turns whatever goes wrong into an error message, so
 * that one broken collector stops neither the others nor the daemon. From any thread, but one
 * thread a collector.
 */
public final class CollectorRunner {
    private static final Logger log = LoggerFactory.getLogger(CollectorRunner.class);

    private final Envelopes envelopes;
    private final AgentCounters counters;

    public CollectorRunner(Envelopes envelopes, AgentCounters counters) {
        this.envelopes = envelopes;
        this.counters = counters;
    }

    /** One message or more; never throws for what a collector does. */
    List<Outgoing> run(Collector collector, Instant point) {
        MessageType type = collector.type();
        OffsetDateTime time =
                point.truncatedTo(ChronoUnit.SECONDS).atZone(envelopes.zone()).toOffsetDateTime();
        long start = System.nanoTime();
        try {
            List<Outgoing> messages = messages(collector, time);
            counters.produced(messages.size());
            return messages;
        } catch (CollectException e) {
            return failed(type, String.valueOf(e.getMessage()), time);
        } catch (RuntimeException e) {
            // A defect of ours; the place in the code is worth more than the words.
            String where = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
            return failed(type, type.word() + ": unexpected " + e + where, time);
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            counters.collected(took);
            log.debug("Collected {} in {} ms", type.word(), took.toMillis());
        }
    }

    private List<Outgoing> messages(Collector collector, OffsetDateTime time)
            throws CollectException {
        Optional<Observation> seen = Optional.of(collector.collect(time));
        for (; seen.isPresent(); seen = collector.smaller()) {
            List<Outgoing> messages = encoded(seen.get());
            if (!messages.isEmpty()) return messages;
        }
        counters.refused();
        throw new CollectException(
                collector.type().word()
                        + ": the message has more than "
                        + Envelopes.MAX_BYTES / 1024
                        + " KiB; not sent");
    }

    /** Empty if one of them is too large. */
    private List<Outgoing> encoded(Observation seen) {
        List<Outgoing> messages = new ArrayList<>(seen.parts().size());
        for (Attributes part : seen.parts()) {
            Optional<Outgoing> message = envelopes.data(part, seen.attrs());
            if (message.isEmpty()) return List.of();
            messages.add(message.get());
        }
        return messages;
    }

    private List<Outgoing> failed(MessageType type, String detail, OffsetDateTime time) {
        counters.failed();
        counters.produced(1);
        log.warn("No {} at {}: {}", type.word(), time, detail);
        return List.of(envelopes.failure(type, detail, time));
    }
}
