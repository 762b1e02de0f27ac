package hydrophone.agent.metrics;

import hydrophone.agent.daemon.Durations;
import hydrophone.agent.daemon.Reloads;
import hydrophone.agent.daemon.Tally;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What there is to tell, asked at the moment that somebody wants to know, from another thread than
 * the daemon's: answers must come at once.
 *
 * @param spool empty where the sink does without
 * @param version ours
 * @param start of this process
 */
public record Sources(
        Tally tally,
        Durations durations,
        Reloads reloads,
        Supplier<Optional<Spool>> spool,
        String version,
        Instant start) {

    /**
     * What waits on the disk.
     *
     * @param bytes of what waits, as files take them
     * @param records messages that wait
     * @param oldest how long the oldest has been waiting; zero if none does
     * @param cap bytes at most
     * @param quarantine bytes of what was damaged or refused for ever
     */
    public record Spool(long bytes, long records, Duration oldest, long cap, long quarantine) {}
}
