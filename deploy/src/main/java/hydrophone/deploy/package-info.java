/** To come. */
@NullMarked
package hydrophone.deploy;

import org.jspecify.annotations.NullMarked;
