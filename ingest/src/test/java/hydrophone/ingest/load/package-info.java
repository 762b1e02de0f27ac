/**
 * A cluster that does not exist and what its agents send: for tests of the store, and for {@code
 * bench/ingest}, which compiles this folder by itself.
 */
@NullMarked
package hydrophone.ingest.load;

import org.jspecify.annotations.NullMarked;
