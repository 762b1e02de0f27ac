package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.testing.RandomMessages;

import org.junit.jupiter.api.Test;

import java.time.OffsetDateTime;
import java.util.AbstractList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

class MessageEncoderTest {
    @Test
    void oneEncoderWritesOneMessageAfterTheOther() {
        var encoder = new MessageEncoder();
        var random = new RandomMessages(new SplittableRandom(7));
        List<MessageType> types = List.of(MessageType.values());
        for (int i = 0; i < 200; i++) {
            Envelope message = random.envelope(types.get(i % types.size()));
            byte[] alone = JsonCodec.encode(message);
            assertArrayEquals(alone, encoder.encode(message, alone.length).orElseThrow());
            assertTrue(encoder.encode(message, alone.length - 1).isEmpty());
        }
    }

    /** 2 MiB of a heap of 16: what is too large must not be written to its end first. */
    @Test
    void whatIsTooLargeIsGivenUpEarly() {
        var asked = new AtomicInteger();
        List<SampleJob> jobs =
                new AbstractList<>() {
                    @Override
                    public SampleJob get(int index) {
                        asked.incrementAndGet();
                        return new SampleJob(index, "u".repeat(100), 0, List.of());
                    }

                    @Override
                    public int size() {
                        return Integer.MAX_VALUE;
                    }
                };
        var time = OffsetDateTime.parse("2026-03-04T10:15:00+01:00");
        var sample = new SampleAttributes(time, "c", "n", null, jobs, List.of());
        var message = Envelope.of(new Meta("p", "1", List.of()), sample);
        assertTrue(new MessageEncoder().encode(message, 1 << 20).isEmpty());
        assertTrue(asked.get() < 10_000, asked.toString());
    }
}
