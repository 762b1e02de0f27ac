package hydrophone.agent.spool;

import hydrophone.agent.sink.DeliveryLog;
import hydrophone.agent.sink.Outcome;
import hydrophone.agent.sink.Outcome.Accepted;
import hydrophone.agent.sink.Outcome.Later;
import hydrophone.agent.sink.Outcome.Refused;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.sink.Sink;
import hydrophone.agent.spool.SpoolQueue.Waiting;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sends what waits in the spool, on a thread of its own named {@code drain}: a message is looked
 * at, sent, and removed when it is acknowledged; the oldest first, in order within a type. A type
 * of which something could not be sent is passed over until all others have had their turn, so that
 * a topic that does not exist holds up no other.
 *
 * <p>After a quiet time, and after an outage, the first message waits a random part of the sending
 * window; while the sink is away one message at a time is tried; and what has piled up goes at a
 * limited rate. So the nodes of a cluster, which sample at the same instant, come to a broker that
 * is back one after the other.
 *
 * <p>The price: a message whose acknowledgement is lost is sent again. What the sink refuses for
 * ever goes to the quarantine, and an error envelope in its place; losses are reported before the
 * next message of their type.
 */
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** What is handed to the sink at once; one message may be larger. */
    private static final long BATCH_BYTES = 1L << 20;

    /** While the sink is away. */
    private static final long PROBE_BYTES = 1;

    private static final Duration LAST_TRY = Duration.ofSeconds(1);

    private final Spool spool;
    private final Sink sink;
    private final Tempo tempo;
    private final Reports reports;
    private final Progress progress;
    private final DeliveryLog delivery;
    private final Set<MessageType> stuck = EnumSet.noneOf(MessageType.class);
    private final Thread thread = Thread.ofPlatform().name("drain").unstarted(this::run);
    private volatile boolean away;
    private long sent;

    /** Makes the messages about messages that do not arrive. */
    public interface Reports {
        /** What to send in the place of one that is refused for ever. */
        Outgoing refused(Outgoing message, String why);

        /** What to say of messages that the spool has lost. */
        Outgoing lost(MessageType type, List<Loss> losses);
    }

    /** Where the counts go. */
    public interface Progress {
        /** The sink has it. */
        void sent(MessageType type);

        /** The sink will never take it. */
        void refused(MessageType type);

        /** The sink could not take something now. */
        void failed();
    }

    public Drain(
            Spool spool,
            Sink sink,
            Tempo.Settings tempo,
            Reports reports,
            Progress progress,
            DeliveryLog delivery) {
        this.spool = spool;
        this.sink = sink;
        this.tempo = new Tempo(spool, tempo);
        this.reports = reports;
        this.progress = progress;
        this.delivery = delivery;
    }

    public void start() {
        thread.start();
    }

    /**
     * Sends what waits, for at most this time, and less if the sink is away; the rest stays in the
     * spool.
     */
    public void stop(Duration patience) throws InterruptedException {
        spool.stop();
        boolean started = thread.getState() != Thread.State.NEW;
        if (started && !thread.join(away ? shorter(patience) : patience)) {
            thread.interrupt();
            boolean _ = thread.join(Duration.ofSeconds(1));
        }
        sink.close(Duration.ofMillis(500));
    }

    private static Duration shorter(Duration patience) {
        return patience.compareTo(LAST_TRY) < 0 ? patience : LAST_TRY;
    }

    private void run() {
        try {
            while (spool.awaitWork()) drainAfterWindow();
        } catch (InterruptedException e) {
            log.debug("Interrupted while sending");
        }
    }

    /** A defect of a sink is no reason never to send again. */
    private void drainAfterWindow() throws InterruptedException {
        try {
            tempo.window();
            drain();
        } catch (RuntimeException e) {
            progress.failed();
            log.error("Sending failed; messages are kept in the spool; trying again", e);
            tempo.backOff();
        }
    }

    private void drain() throws InterruptedException {
        log.debug("Sending {} items", spool.status().waiting());
        while (true) {
            Optional<MessageType> type = spool.next(stuck);
            if (type.isEmpty() && stuck.isEmpty()) return;
            if (type.isEmpty()) {
                stuck.clear();
                tempo.backOff();
            } else if (report(type.get()) && sendSome(type.get())) {
                well();
            } else {
                stuck.add(type.get());
            }
        }
    }

    private void well() throws InterruptedException {
        if (!stuck.isEmpty()) return;
        tempo.well();
        SpoolStatus status = spool.status();
        delivery.delivered(status.waiting());
        if (away && status.waiting() > 0) tempo.window();
        away = false;
    }

    /** True if nothing is left to report of this type. */
    private boolean report(MessageType type) throws InterruptedException {
        List<Loss> losses = spool.losses(type);
        if (losses.isEmpty()) return true;
        Outgoing report = reports.lost(type, losses);
        return switch (sink.send(List.of(report)).getFirst()) {
            case Accepted _ -> {
                spool.reported(losses);
                yield true;
            }
            case Refused(String why) -> {
                log.warn("A report of lost messages is refused: {}", why);
                spool.reported(losses);
                yield true;
            }
            case Later(String why) -> later(why);
        };
    }

    private boolean later(String why) {
        away = true;
        progress.failed();
        SpoolStatus status = spool.status();
        delivery.trouble(why, waiting(status));
        return false;
    }

    private String waiting(SpoolStatus status) {
        return status.waiting()
                + " messages ("
                + status.bytes() / 1024
                + " KiB) wait in the spool"
                + tempo.overdue(status.oldest());
    }

    /** True if all that was tried is settled. */
    private boolean sendSome(MessageType type) throws InterruptedException {
        List<Waiting> batch;
        try {
            batch = spool.take(type, away ? PROBE_BYTES : BATCH_BYTES);
        } catch (UnreadableSegment e) {
            return later(String.valueOf(e.getMessage()));
        }
        if (batch.isEmpty()) return true;
        for (Waiting waiting : batch) {
            sent++;
            log.debug("Sending to topic: {} with id {}", waiting.message().topic(), sent);
        }
        KillPoint.BEFORE_SEND.reached();
        List<Outcome> outcomes = sink.send(batch.stream().map(Waiting::message).toList());
        boolean settled = settle(batch, outcomes);
        tempo.sent(batch.stream().mapToLong(w -> w.message().value().length).sum());
        return settled;
    }

    /** Removes what was taken or refused up to the first that was not. */
    private boolean settle(List<Waiting> batch, List<Outcome> outcomes)
            throws InterruptedException {
        Optional<Waiting> last = Optional.empty();
        Optional<String> trouble = Optional.empty();
        for (int i = 0; i < batch.size() && trouble.isEmpty(); i++) {
            Waiting waiting = batch.get(i);
            trouble = trouble(waiting, outcomes.get(i), sent - batch.size() + i + 1);
            if (trouble.isEmpty()) last = Optional.of(waiting);
        }
        last.ifPresent(spool::remove);
        return trouble.isEmpty() || later(trouble.get());
    }

    /** Why this message must be kept; empty if it need not. */
    private Optional<String> trouble(Waiting waiting, Outcome outcome, long id)
            throws InterruptedException {
        MessageType type = waiting.message().type();
        return switch (outcome) {
            case Accepted _ -> {
                progress.sent(type);
                log.debug("Sent #{} successfully", id);
                yield Optional.empty();
            }
            case Refused(String why) -> refused(waiting, why);
            case Later(String why) -> Optional.of(why);
        };
    }

    private Optional<String> refused(Waiting waiting, String why) throws InterruptedException {
        Outgoing instead = reports.refused(waiting.message(), why);
        if (sink.send(List.of(instead)).getFirst() instanceof Later(String trouble)) {
            return Optional.of(trouble);
        }
        progress.refused(waiting.message().type());
        boolean kept = spool.quarantine(waiting);
        log.warn(
                "{} is refused: {}; it lies {}",
                waiting.message(),
                why,
                kept ? "in the spool's quarantine" : "nowhere, as the quarantine has no room");
        return Optional.empty();
    }
}
