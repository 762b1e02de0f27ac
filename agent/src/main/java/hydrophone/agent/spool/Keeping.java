package hydrophone.agent.spool;

import hydrophone.agent.spool.QueueReader.Bytes;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.time.InstantSource;

/**
 * What the queues of a spool share.
 *
 * @param segmentBytes a segment that has so many bytes is complete
 * @param sync whether the disk must have what counts as accepted
 */
record Keeping(
        long segmentBytes,
        boolean sync,
        Quarantine quarantine,
        Losses losses,
        Spool.Listener listener,
        InstantSource clock) {
    /** As much of what is no frame is in memory at once. */
    private static final int PIECE = 256 << 10;

    /** What is no frame goes to the quarantine: a whole segment, or bytes in pieces. */
    void keepAside(MessageType type, Bytes bad, QueueReader reader) {
        String name = type.word() + "-" + bad.segment().number();
        if (bad.whole()) {
            reader.close();
            boolean _ = quarantine.take(bad.segment().file(), name + ".seg");
            return;
        }
        try {
            for (long from = bad.from(); from < bad.to(); from += PIECE) {
                long to = Math.min(from + PIECE, bad.to());
                byte[] content = reader.bytes(new Bytes(bad.segment(), from, to, false));
                boolean _ = quarantine.put(name + "-" + from + ".bin", content);
            }
        } catch (IOException _) {
            // Not even as bytes: nothing is left to keep.
            reader.close();
        }
    }
}
