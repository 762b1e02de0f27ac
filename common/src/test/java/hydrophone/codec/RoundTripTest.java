package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleSystem;
import hydrophone.testing.RandomMessages;
import hydrophone.testing.Seed;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

class RoundTripTest {

    @ParameterizedTest
    @EnumSource
    void readingGivesWhatWasWritten(MessageType type) throws Exception {
        RandomMessages messages = new RandomMessages(Seed.random("RoundTripTest " + type));
        for (int round = 0; round < 500; round++) {
            Envelope message = messages.envelope(type);
            byte[] wire = JsonCodec.encode(message);

            Decoded decoded = JsonCodec.decode(type, wire);

            assertSame(bootInUtc(message), decoded.envelope());
            assertEquals(Set.of(), decoded.unknownMembers());
            assertEquals(List.of(), decoded.anomalies());
            assertArrayEquals(wire, JsonCodec.encode(decoded.envelope()));
        }
    }

    /** As assertEquals, but of a message of many pages it shows the place that differs. */
    private static void assertSame(Envelope expected, Envelope actual) {
        if (expected.equals(actual)) return;
        String wanted = expected.toString();
        String got = actual.toString();
        int at = 0;
        while (at < Math.min(wanted.length(), got.length())
                && wanted.charAt(at) == got.charAt(at)) {
            at++;
        }
        assertEquals(around(wanted, at), around(got, at));
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 100), Math.min(text.length(), at + 100));
    }

    /** The one member that changes its offset on the wire. */
    private static Envelope bootInUtc(Envelope message) {
        Attributes data = message.data();
        if (!(data instanceof SampleAttributes sample)) return message;
        SampleSystem system = sample.system();
        OffsetDateTime boot = system == null ? null : system.boot();
        if (system == null || boot == null) return message;
        SampleSystem changed =
                new SampleSystem(
                        boot.withOffsetSameInstant(ZoneOffset.UTC),
                        system.cpus(),
                        system.gpus(),
                        system.disks(),
                        system.usedMemory(),
                        system.load1(),
                        system.load5(),
                        system.load15(),
                        system.runnableEntities(),
                        system.existingEntities());
        SampleAttributes attributes =
                new SampleAttributes(
                        sample.time(),
                        sample.cluster(),
                        sample.node(),
                        changed,
                        sample.jobs(),
                        sample.errors());
        return new Envelope(message.meta(), attributes, message.errors());
    }
}
