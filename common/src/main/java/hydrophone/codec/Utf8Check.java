package hydrophone.codec;

import hydrophone.codec.MalformedMessageException.Reason;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Looks through the bytes before the JSON parser, which guesses UTF-16 and UTF-32 from zero bytes
 * and takes overlong and surrogate forms of UTF-8.
 */
final class Utf8Check {
    private static final int AT_A_TIME = 4096;

    private Utf8Check() {}

    /** Where the text starts: 0, or 3 behind a byte order mark. */
    static int start(byte[] value) throws MalformedMessageException {
        if (value.length == 0) throw syntax("empty");
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0) throw syntax("expected JSON in UTF-8, found a zero byte at " + i);
        }
        check(value);
        boolean mark =
                value.length >= 3
                        && value[0] == (byte) 0xEF
                        && value[1] == (byte) 0xBB
                        && value[2] == (byte) 0xBF;
        return mark ? 3 : 0;
    }

    private static void check(byte[] value) throws MalformedMessageException {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(value);
        CharBuffer out = CharBuffer.allocate(Math.min(value.length, AT_A_TIME) + 1);
        CoderResult result;
        do {
            result = decoder.decode(in, out.clear(), true);
            if (result.isError()) throw syntax("no valid UTF-8 at byte " + in.position());
        } while (result.isOverflow());
    }

    private static MalformedMessageException syntax(String detail) {
        return new MalformedMessageException(Reason.SYNTAX, "", detail);
    }
}
