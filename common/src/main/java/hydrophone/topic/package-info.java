/** Topic names and what travels on the control topics. */
@NullMarked
package hydrophone.topic;

import org.jspecify.annotations.NullMarked;
