package hydrophone.agent.collect;

import hydrophone.message.Attributes;
import hydrophone.message.Envelope.Attr;

import java.util.List;

/** Takes what a {@link StreamingCollector} sees. For its calling thread only. */
public interface Feed {

    /**
     * Takes the attributes of one message; waits while too much is on its way already.
     *
     * @param attrs what goes into {@code meta.attrs} besides the daemon's own
     * @param receipt is told what became of the message; not told if this throws
     */
    void message(Attributes part, List<Attr> attrs, Receipt receipt) throws InterruptedException;

    /** A part of the observation that failed: becomes an error envelope beside the messages. */
    void trouble(String detail) throws InterruptedException;
}
