@NullMarked
package hydrophone.agent.machine;

import org.jspecify.annotations.NullMarked;
