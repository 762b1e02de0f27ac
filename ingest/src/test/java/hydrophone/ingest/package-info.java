@NullMarked
package hydrophone.ingest;

import org.jspecify.annotations.NullMarked;
