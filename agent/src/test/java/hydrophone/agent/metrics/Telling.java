package hydrophone.agent.metrics;

import hydrophone.agent.daemon.Durations;
import hydrophone.agent.daemon.Reloads;
import hydrophone.agent.daemon.Tally;
import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.message.MessageType;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A daemon's figures that a test sets. */
final class Telling {
    static final Instant START = Instant.parse("2026-03-04T09:15:00Z");

    final Tally tally = new Tally(() -> START.plusSeconds(60));
    final Durations durations = new Durations();
    final Reloads reloads = new Reloads(START);
    Optional<Sources.Spool> spool = Optional.empty();

    Sources sources() {
        return new Sources(tally, durations, reloads, () -> spool, "1.2.3", START);
    }

    /** Something of everything. */
    static Telling all() {
        Telling telling = new Telling();
        int times = 1;
        for (Kind kind : Kind.values()) {
            for (MessageType type : MessageType.values()) telling.tally.add(kind, type, times++);
        }
        for (MessageType type : MessageType.values()) {
            telling.durations.add(type, Duration.ofMillis(300));
            telling.durations.add(type, Duration.ofMillis(20));
        }
        telling.spool =
                Optional.of(new Sources.Spool(4096, 3, Duration.ofMillis(90_500), 1L << 30, 17));
        return telling;
    }
}
