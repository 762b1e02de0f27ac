@NullMarked
package hydrophone.agent.spool;

import org.jspecify.annotations.NullMarked;
