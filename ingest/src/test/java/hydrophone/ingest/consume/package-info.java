@NullMarked
package hydrophone.ingest.consume;

import org.jspecify.annotations.NullMarked;
