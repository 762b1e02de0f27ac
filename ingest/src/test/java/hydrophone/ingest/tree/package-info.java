@NullMarked
package hydrophone.ingest.tree;

import org.jspecify.annotations.NullMarked;
