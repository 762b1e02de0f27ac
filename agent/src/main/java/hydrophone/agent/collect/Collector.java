package hydrophone.agent.collect;

import hydrophone.message.MessageType;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Observes one kind of thing. Called by one thread only, which owns the collector's memory of
 * earlier observations. Timing, isolation and counting belong to the caller.
 */
public interface Collector {

    MessageType type();

    /**
     * Observes now.
     *
     * @param now the time that the messages bear: the cadence point's, whole seconds, local offset
     * @return the attributes of one message or more; to be written before the next call, since a
     *     sample's processes are read out of the collector's own memory
     * @throws CollectException when there is nothing to send; its text becomes an error envelope
     */
    Observation collect(OffsetDateTime now) throws CollectException;

    /**
     * The last observation once more, in fewer bytes, for when it was too large for a message; each
     * call gives less. What was left out is said in it.
     *
     * @return empty if it cannot be smaller
     */
    default Optional<Observation> smaller() {
        return Optional.empty();
    }
}
