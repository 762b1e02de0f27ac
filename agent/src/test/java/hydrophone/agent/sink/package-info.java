@NullMarked
package hydrophone.agent.sink;

import org.jspecify.annotations.NullMarked;
