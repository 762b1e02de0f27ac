/**
 * What the daemon tells of itself over HTTP: figures for Prometheus, and whether it is healthy and
 * ready. Loaded only where {@code [metrics] listen} is set.
 */
@NullMarked
package hydrophone.agent.metrics;

import org.jspecify.annotations.NullMarked;
