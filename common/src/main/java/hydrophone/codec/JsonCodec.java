package hydrophone.codec;

import hydrophone.message.Envelope;
import hydrophone.message.MessageType;

/** JSON bytes to records and back. */
@SuppressWarnings("DoNotCallSuggester")
public final class JsonCodec {
    private JsonCodec() {}

    /** One compact JSON object and a newline. */
    public static byte[] encode(Envelope message) {
        throw new UnsupportedOperationException(message.toString());
    }

    /** Reads what any producer of the format sends. */
    public static Decoded decode(MessageType topicType, byte[] value)
            throws MalformedMessageException {
        throw new MalformedMessageException(
                MalformedMessageException.Reason.SYNTAX, topicType.word(), "not written yet");
    }
}
