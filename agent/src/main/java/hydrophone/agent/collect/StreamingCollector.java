package hydrophone.agent.collect;

import hydrophone.message.MessageType;

import java.time.OffsetDateTime;

/**
 * Observes with programs that may run for minutes and write more than fits into memory: what it
 * sees leaves it message by message. Called by one thread at a time, never the one that samples.
 */
public interface StreamingCollector {

    MessageType type();

    /**
     * Observes now. What was handed over before something failed stands.
     *
     * @param now the time that all messages of this observation bear
     * @throws CollectException when there is nothing (more) to send; its text becomes an error
     *     envelope
     * @throws InterruptedException when the daemon stops meanwhile
     */
    void collect(OffsetDateTime now, Feed feed) throws CollectException, InterruptedException;
}
