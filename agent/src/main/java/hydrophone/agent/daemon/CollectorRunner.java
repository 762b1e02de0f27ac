package hydrophone.agent.daemon;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.StreamingCollector;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.sink.Outgoing;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
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
        OffsetDateTime time = local(point);
        long start = System.nanoTime();
        try {
            List<Outgoing> messages = messages(collector, time);
            counters.produced(type, messages.size());
            counters.observed(type);
            return messages;
        } catch (CollectException e) {
            return failed(type, String.valueOf(e.getMessage()), time);
        } catch (RuntimeException e) {
            return failed(type, defect(type, e), time);
        } finally {
            collected(type, start);
        }
    }

    /**
     * Messages go into the outbox as they are made; so does what went wrong, after them.
     *
     * @throws InterruptedException when the daemon stops meanwhile
     */
    void run(StreamingCollector collector, Instant point, Outbox outbox)
            throws InterruptedException {
        MessageType type = collector.type();
        OffsetDateTime time = local(point);
        OutboxFeed feed = new OutboxFeed(type, time, envelopes, counters, outbox);
        long start = System.nanoTime();
        try {
            collector.collect(time, feed);
            counters.observed(type);
        } catch (CollectException e) {
            feed.trouble(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            feed.trouble(defect(type, e));
        } finally {
            collected(type, start);
        }
    }

    private OffsetDateTime local(Instant point) {
        return point.truncatedTo(ChronoUnit.SECONDS).atZone(envelopes.zone()).toOffsetDateTime();
    }

    private void collected(MessageType type, long start) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        counters.collected(type, took);
        log.debug("Collected {} in {} ms", type.word(), took.toMillis());
    }

    /** A defect of ours; the place in the code is worth more than the words. */
    private static String defect(MessageType type, RuntimeException e) {
        String where = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
        return type.word() + ": unexpected " + e + where;
    }

    private List<Outgoing> messages(Collector collector, OffsetDateTime time)
            throws CollectException {
        Optional<Observation> seen = Optional.of(collector.collect(time));
        for (; seen.isPresent(); seen = collector.smaller()) {
            Optional<List<Outgoing>> messages = envelopes.data(seen.get());
            if (messages.isPresent()) return messages.get();
        }
        counters.refused(collector.type());
        throw new CollectException(collector.type().word() + ": " + Envelopes.TOO_LARGE);
    }

    private List<Outgoing> failed(MessageType type, String detail, OffsetDateTime time) {
        counters.failed(type);
        counters.produced(type, 1);
        log.warn("No {} at {}: {}", type.word(), time, detail);
        return List.of(envelopes.failure(type, detail, time));
    }
}
