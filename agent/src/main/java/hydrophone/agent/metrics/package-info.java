/**
 * The figures that the daemon tells of itself, as Prometheus has them. Loaded only where {@code
 * [metrics] listen} is set.
 */
@NullMarked
package hydrophone.agent.metrics;

import org.jspecify.annotations.NullMarked;
