@NullMarked
package hydrophone.ingest.replay;

import org.jspecify.annotations.NullMarked;
