@NullMarked
package hydrophone.ingest.metrics;

import org.jspecify.annotations.NullMarked;
