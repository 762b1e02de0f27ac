@NullMarked
package hydrophone.agent.control;

import org.jspecify.annotations.NullMarked;
