package hydrophone.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;

import hydrophone.codec.MalformedMessageException.Reason;
import hydrophone.message.Envelope;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON bytes to records and back, both ways in one pass.
 *
 * <p>A member of the wire is a component of its record, a line in {@code write} and a line in
 * {@code member} of the class that bears the record's name here ({@link SampleJson} and so on).
 */
public final class JsonCodec {
    private JsonCodec() {}

    /**
     * One compact JSON object in UTF-8 and a newline, members in the wire's order. Takes twice the
     * message's size in memory.
     *
     * <p>Control characters become blanks, halves of surrogate pairs U+FFFD, floats that are no
     * numbers 0; parts of a second are cut off.
     *
     * @throws java.time.DateTimeException for a time outside the years 0 to 9999
     */
    public static byte[] encode(Envelope message) {
        JsonWriter out = new JsonWriter();
        EnvelopeJson.write(out, message);
        return out.finish();
    }

    /**
     * As {@link #encode}, but control characters stay, as JSON's own escapes: what was read from a
     * message is read again.
     */
    public static byte[] encodeExactly(Envelope message) {
        JsonWriter out = new JsonWriter();
        out.exactly();
        EnvelopeJson.write(out, message);
        return out.finish();
    }

    /**
     * Reads what any producer of the format sends, from Sonar 0.13 on: members in any order, absent
     * or null ones as zero, unknown ones passed over and named. Text comes out valid for any store.
     *
     * @param topicType what the topic is for; {@code data.type} must agree
     * @throws MalformedMessageException when the bytes are no such message, or go beyond a limit:
     *     16 MiB, depth 64, strings of 4 Mi characters, numbers of 40 digits, 250,000 objects or
     *     texts in lists, 1,000,000 numbers in lists
     */
    public static Decoded decode(MessageType topicType, byte[] value)
            throws MalformedMessageException {
        if (value.length > Limits.DOCUMENT) {
            throw new MalformedMessageException(
                    Reason.LIMIT, "", "larger than 16 MiB: " + value.length + " bytes");
        }
        int start = Utf8Check.start(value);
        Oddities oddities = new Oddities();
        if (start > 0) oddities.anomaly("starts with a byte order mark, passed over");
        try (JsonReader in = new JsonReader(value, start, oddities)) {
            return oddities.decoded(read(in, topicType));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Envelope read(JsonReader in, MessageType topicType)
            throws IOException, MalformedMessageException {
        try {
            return EnvelopeJson.read(in, topicType);
        } catch (StreamConstraintsException e) {
            throw new MalformedMessageException(Reason.LIMIT, in.path(), limit(e));
        } catch (JsonEOFException e) {
            throw new MalformedMessageException(
                    Reason.SYNTAX, in.path(), "the JSON ends too early, at byte " + in.position());
        } catch (JacksonException e) {
            throw new MalformedMessageException(
                    Reason.SYNTAX, in.path(), "no valid JSON at byte " + in.position());
        }
    }

    private static String limit(StreamConstraintsException e) {
        return "beyond a limit: " + e.getOriginalMessage();
    }
}
