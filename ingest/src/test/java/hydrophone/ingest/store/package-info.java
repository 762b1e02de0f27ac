@NullMarked
package hydrophone.ingest.store;

import org.jspecify.annotations.NullMarked;
