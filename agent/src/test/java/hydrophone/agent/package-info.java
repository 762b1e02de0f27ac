@NullMarked
package hydrophone.agent;

import org.jspecify.annotations.NullMarked;
