package hydrophone.agent.sink;

import java.time.Duration;
import java.util.List;

/**
 * Takes encoded messages. Called by one thread only, the outbox's, so that a sink may block as long
 * as it must. Bytes rather than records, so that a new field of a message touches no sink.
 */
public interface Sink {

    /**
     * Delivers in this order and waits for the acknowledgements.
     *
     * @return as many outcomes as there are messages, in their order
     * @throws InterruptedException when the daemon stops meanwhile; whatever was not yet
     *     acknowledged may arrive or not
     */
    List<Outcome> send(List<Outgoing> batch) throws InterruptedException;

    /** What it writes to, for the log: {@code kafka localhost:9092}. */
    String name();

    /** Lets go of connections, in no more than this time; never fails. */
    void close(Duration patience);
}
