package hydrophone.codec;

import hydrophone.codec.ByteChunks.TooMuch;
import hydrophone.message.Envelope;

import java.util.Optional;

/**
 * Encodes one message after another as {@link JsonCodec#encode} does, with memory that is kept from
 * one to the next: up to 512 KiB, beside which a message costs the heap its own bytes only. Not
 * thread-safe.
 */
public final class MessageEncoder {
    private static final int FIRST = 64 * 1024;

    private final JsonWriter out = new JsonWriter(FIRST);

    /**
     * One compact JSON object in UTF-8 and a newline.
     *
     * @param most bytes that it may have
     * @return empty if it has more; not much more than {@code most} are written then
     */
    public Optional<byte[]> encode(Envelope message, int most) {
        out.restart(most);
        try {
            EnvelopeJson.write(out, message);
            byte[] bytes = out.finish();
            return bytes.length <= most ? Optional.of(bytes) : Optional.empty();
        } catch (TooMuch _) {
            return Optional.empty();
        }
    }
}
