@NullMarked
package hydrophone.agent.metrics;

import org.jspecify.annotations.NullMarked;
