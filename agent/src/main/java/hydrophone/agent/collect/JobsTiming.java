package hydrophone.agent.collect;

import java.time.Duration;

/**
 * How the daemon's observations of jobs hang together.
 *
 * @param cadence between two of them
 * @param window how far back each asks at least
 * @param maxWindow how far back one asks at most, after an outage
 * @param refresh a pending or running job is never unsent for longer, as long as the cadence allows
 * @param delta leave out what has not changed
 */
public record JobsTiming(
        Duration cadence, Duration window, Duration maxWindow, Duration refresh, boolean delta) {}
