@NullMarked
package hydrophone.agent.collect;

import org.jspecify.annotations.NullMarked;
