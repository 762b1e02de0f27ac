/** How operators talk to a running daemon. */
@NullMarked
package hydrophone.agent.control;

import org.jspecify.annotations.NullMarked;
