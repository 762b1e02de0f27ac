/**
 * From an encoded message to whoever takes it. A sink knows topics, keys and bytes, nothing of what
 * a message says.
 */
@NullMarked
package hydrophone.agent.sink;

import org.jspecify.annotations.NullMarked;
