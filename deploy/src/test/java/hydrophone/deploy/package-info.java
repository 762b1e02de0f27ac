/** The product as users run it: launchers, whole pipeline, containers. */
@NullMarked
package hydrophone.deploy;

import org.jspecify.annotations.NullMarked;
