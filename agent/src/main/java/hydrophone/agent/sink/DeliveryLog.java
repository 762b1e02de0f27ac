package hydrophone.agent.sink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Says how delivery goes, at most once a minute for each kind of trouble, and once when it is over.
 * Thread-safe.
 */
public final class DeliveryLog {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final String sink;
    private final LongSupplier nanos;
    private String trouble = "";
    private long troubleAt;
    private long dropped;
    private long droppedSaid;
    private long droppedAt;
    private boolean connected;

    /**
     * @param sink what messages go to, in words
     * @param nanos a clock that only goes forward
     */
    public DeliveryLog(String sink, LongSupplier nanos) {
        this(LoggerFactory.getLogger(DeliveryLog.class), sink, nanos);
    }

    /** Of something that works as a rule: only trouble is worth a line. */
    public static DeliveryLog ofTroubleOnly(String sink, LongSupplier nanos) {
        DeliveryLog log = new DeliveryLog(sink, nanos);
        log.connected = true;
        return log;
    }

    public static DeliveryLog to(Logger log, String sink, LongSupplier nanos) {
        return new DeliveryLog(log, sink, nanos);
    }

    private DeliveryLog(Logger log, String sink, LongSupplier nanos) {
        this.log = log;
        this.sink = sink;
        this.nanos = nanos;
    }

    /**
     * Messages could not be delivered; they are kept.
     *
     * @param waiting how many, and where
     */
    public synchronized void trouble(String why, String waiting) {
        long now = nanos.getAsLong();
        if (why.equals(trouble) && now - troubleAt < MINUTE) return;
        trouble = why;
        troubleAt = now;
        log.warn("{}; {}; trying again", why, waiting);
    }

    /** What keeps messages from being delivered right now. */
    public synchronized Optional<String> obstacle() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
    }

    /** One message more had to go since memory is full. */
    synchronized void dropped() {
        dropped++;
        long now = nanos.getAsLong();
        if (droppedSaid > 0 && now - droppedAt < MINUTE) return;
        droppedSaid = dropped;
        droppedAt = now;
        log.warn(
                "Dropped {} messages, the oldest: the {} KiB for messages that wait are full",
                dropped,
                Outbox.MAX_BYTES / 1024);
    }

    /** Messages were taken. */
    public synchronized void delivered(long waiting) {
        if (!connected) {
            connected = true;
            log.info("Connected: {} took the first message", sink);
        } else if (!trouble.isEmpty()) {
            log.info("Delivery to {} works again; {} messages still wait", sink, waiting);
        }
        trouble = "";
        if (dropped > 0) {
            log.warn("Dropped {} messages in all before delivery worked again", dropped);
        }
        dropped = 0;
        droppedSaid = 0;
    }
}
