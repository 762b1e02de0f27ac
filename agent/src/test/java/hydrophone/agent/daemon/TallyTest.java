package hydrophone.agent.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.agent.daemon.Durations.Times;
import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class TallyTest {
    private Instant now = Instant.parse("2026-03-04T09:15:00Z");
    private final Tally tally = new Tally(() -> now);

    @Test
    void counts_areByKindAndType() {
        tally.add(Kind.SENT, MessageType.JOB, 2);
        tally.add(Kind.SENT, MessageType.JOB, 1);
        tally.add(Kind.SENT, MessageType.SAMPLE, 5);
        tally.add(Kind.DROPPED, MessageType.JOB, 7);
        tally.add(Kind.SENT, 11);
        assertEquals(3, tally.of(Kind.SENT, MessageType.JOB));
        assertEquals(5, tally.of(Kind.SENT, MessageType.SAMPLE));
        assertEquals(0, tally.of(Kind.SENT, MessageType.CLUSTER));
        assertEquals(7, tally.total(Kind.DROPPED));
        assertEquals(11, tally.untyped(Kind.SENT));
        assertEquals(19, tally.total(Kind.SENT));
    }

    @Test
    void last_isWhenSomethingHappened() {
        assertEquals(Optional.empty(), tally.last(Kind.SENT));
        tally.add(Kind.SENT, MessageType.JOB, 1);
        Instant first = now;
        now = now.plusSeconds(9);
        tally.add(Kind.SENT, MessageType.JOB, 0);
        tally.add(Kind.DROPPED, MessageType.JOB, 1);
        assertEquals(Optional.of(first), tally.last(Kind.SENT));
        tally.add(Kind.SENT, 1);
        assertEquals(Optional.of(now), tally.last(Kind.SENT));
    }

    @Test
    void threads_loseNothing() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int n = 0; n < 10_000; n++) tally.add(Kind.SENT, MessageType.JOB, 1);
                    }));
        }
        for (Thread thread : threads) thread.join();
        assertEquals(40_000, tally.of(Kind.SENT, MessageType.JOB));
    }

    @Test
    void durations_areSortedByTheirLength() {
        Durations durations = new Durations();
        for (long millis : List.of(5, 6, 30_000, 30_001, 700)) {
            durations.add(MessageType.JOB, Duration.ofMillis(millis));
        }
        Times times = durations.of(MessageType.JOB);
        assertEquals(List.of(1L, 1L, 0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 1L, 1L), times.counts());
        assertEquals(60.712, times.sum(), 1e-9);
        assertEquals(0.7, times.last());
        assertEquals(30.001, times.longest());
        assertEquals(5, times.count());
        assertEquals(0, durations.of(MessageType.SAMPLE).count());
    }
}
