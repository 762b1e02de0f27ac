/** The resident agent: one thread that owns the collectors and is fed by events. */
@NullMarked
package hydrophone.agent.daemon;

import org.jspecify.annotations.NullMarked;
