package hydrophone.agent.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.sink.Outgoing;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.topic.ClusterTopics;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;

final class CollectorRunnerTest {
    private static final Instant POINT = Instant.parse("2026-07-04T09:15:00Z");

    private final AgentCounters counters = new AgentCounters(InstantSource.system());
    private final CollectorRunner runner =
            new CollectorRunner(
                    new Envelopes(
                            new Envelopes.Identity(
                                    new Origin("c.no", "n1"),
                                    "hydrophone",
                                    "1.2.3",
                                    "abc",
                                    "",
                                    ZoneId.of("Europe/Oslo")),
                            new ClusterTopics("p", "c.no")),
                    counters);

    private interface Body {
        Observation collect(OffsetDateTime now) throws CollectException;
    }

    private String run(Body body) {
        Collector collector =
                new Collector() {
                    @Override
                    public MessageType type() {
                        return MessageType.SAMPLE;
                    }

                    @Override
                    public Observation collect(OffsetDateTime now) throws CollectException {
                        return body.collect(now);
                    }
                };
        List<Outgoing> messages = runner.run(collector, POINT);
        assertEquals(1, messages.size());
        assertEquals("p.c.no.sample", messages.getFirst().topic());
        assertEquals("n1", messages.getFirst().key());
        assertEquals(POINT, messages.getFirst().time());
        return new String(messages.getFirst().value(), StandardCharsets.UTF_8);
    }

    private static Observation idle(OffsetDateTime now, List<SampleJob> jobs) {
        return new Observation(
                List.of(new SampleAttributes(now, "c.no", "n1", null, jobs, List.of())),
                List.of(new Attr("interval", "15.01")));
    }

    @Test
    void observation_bearsThePointInLocalTimeAndRunningNumbers() {
        for (int seq = 1; seq <= 2; seq++) {
            assertEquals(
                    "{\"meta\":{\"producer\":\"hydrophone\",\"version\":\"1.2.3\",\"attrs\":["
                            + "{\"key\":\"run\",\"value\":\"abc\"},{\"key\":\"seq\",\"value\":\""
                            + seq
                            + "\"},{\"key\":\"interval\",\"value\":\"15.01\"}]},\"data\":{"
                            + "\"type\":\"sample\",\"attributes\":{\"time\":"
                            + "\"2026-07-04T11:15:00+02:00\",\"cluster\":\"c.no\",\"node\":\"n1\","
                            + "\"jobs\":[]}}}\n",
                    run(now -> idle(now, List.of())));
        }
    }

    @Test
    void failure_isAnErrorMessage() {
        String message =
                run(_ -> {
                    throw new CollectException("Unable to read /proc/stat");
                });
        assertTrue(
                message.endsWith(
                        "\"errors\":[{\"detail\":\"Unable to read /proc/stat\",\"time\":"
                                + "\"2026-07-04T11:15:00+02:00\",\"cluster\":\"c.no\","
                                + "\"node\":\"n1\"}]}\n"),
                message);
        assertTrue(counters.line().contains("failures=1"), counters.line());
    }

    @Test
    void defect_isAnErrorMessageToo() {
        String message =
                run(_ -> {
                    throw new IllegalStateException("oops");
                });
        assertTrue(message.contains("unexpected java.lang.IllegalStateException: oops at"));
    }

    /** The store takes a number that never comes for a message lost. */
    @Test
    void tooLargeALaterPart_usesUpNoNumber() {
        SampleJob job = new SampleJob(1, "u".repeat(3 << 20), 0, List.of());
        String message =
                run(now ->
                        new Observation(
                                List.of(
                                        idle(now, List.of()).parts().getFirst(),
                                        idle(now, List.of(job)).parts().getFirst()),
                                List.of()));
        assertTrue(message.contains("\"seq\",\"value\":\"1\""), message);
        assertTrue(message.contains("the message has more than"), message);
    }

    @Test
    void tooLargeAMessage_givesWayToAnErrorWithItsNumber() {
        SampleJob job = new SampleJob(1, "u".repeat(3 << 20), 0, List.of());
        String message = run(now -> idle(now, Collections.nCopies(1, job)));
        assertTrue(message.contains("\"seq\",\"value\":\"1\""), message);
        assertTrue(message.contains("the message has more than 2048 KiB; not sent"), message);
        assertTrue(counters.line().contains("refused=1"), counters.line());
    }
}
