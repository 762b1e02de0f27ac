package hydrophone.ingest.store;

import hydrophone.message.MessageType;

import java.io.IOException;

/** Takes what an export makes; called on its thread, message by message. */
public interface ExportSink {
    /**
     * A message.
     *
     * @param node whose it is; "" for kinds that are of no node
     * @param t its time, Unix seconds
     * @param line JSON and a newline
     */
    void message(MessageType type, String node, long t, byte[] line) throws IOException;

    /** A row that is no part of a message: a line of {@link Ledger}. */
    void row(byte[] line) throws IOException;
}
