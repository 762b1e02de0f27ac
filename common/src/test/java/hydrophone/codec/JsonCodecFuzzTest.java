package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;

import hydrophone.message.MessageType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Whatever comes in, a message or a {@link MalformedMessageException} comes out. */
class JsonCodecFuzzTest {
    private static final List<MessageType> TYPES = List.of(MessageType.values());

    /** The first byte picks the topic. What was read can be written, and reads the same again. */
    @FuzzTest(maxDuration = "1m")
    void decode(byte[] input) throws Exception {
        if (input.length == 0) return;
        MessageType type = TYPES.get((input[0] & 0xFF) % TYPES.size());
        byte[] value = Arrays.copyOfRange(input, 1, input.length);
        Decoded decoded;
        try {
            decoded = JsonCodec.decode(type, value);
        } catch (MalformedMessageException e) {
            return;
        }
        byte[] written = JsonCodec.encode(decoded.envelope());
        assertEquals(
                new String(written, StandardCharsets.UTF_8),
                new String(
                        JsonCodec.encode(JsonCodec.decode(type, written).envelope()),
                        StandardCharsets.UTF_8));
    }
}
