@NullMarked
package hydrophone.metrics;

import org.jspecify.annotations.NullMarked;
