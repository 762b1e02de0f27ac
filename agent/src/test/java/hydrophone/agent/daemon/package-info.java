@NullMarked
package hydrophone.agent.daemon;

import org.jspecify.annotations.NullMarked;
