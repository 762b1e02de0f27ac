@NullMarked
package hydrophone.agent.log;

import org.jspecify.annotations.NullMarked;
