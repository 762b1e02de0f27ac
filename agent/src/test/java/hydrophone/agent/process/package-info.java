@NullMarked
package hydrophone.agent.process;

import org.jspecify.annotations.NullMarked;
