package hydrophone.agent.collect;

import hydrophone.message.MessageType;

import java.time.OffsetDateTime;

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
     * @return the attributes of one message or more
     * @throws CollectException when there is nothing to send; its text becomes an error envelope
     */
    Observation collect(OffsetDateTime now) throws CollectException;
}
