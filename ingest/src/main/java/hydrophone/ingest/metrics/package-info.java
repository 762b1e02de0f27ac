/**
 * The figures that ingest tells of itself, as Prometheus has them. Loaded only where {@code
 * --listen} is given.
 */
@NullMarked
package hydrophone.ingest.metrics;

import org.jspecify.annotations.NullMarked;
