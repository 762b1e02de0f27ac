package hydrophone.agent.spool;

import java.time.Instant;
import java.util.Optional;

/**
 * How a spool stands.
 *
 * @param accepted messages taken in this run
 * @param waiting messages that no sink has taken yet
 * @param bytes of all segments on disk
 * @param cap what they may be
 * @param oldest time of the oldest message that waits
 * @param quarantined files in the quarantine
 * @param quarantineBytes their bytes
 */
public record SpoolStatus(
        long accepted,
        long waiting,
        long bytes,
        long cap,
        Optional<Instant> oldest,
        int quarantined,
        long quarantineBytes) {}
