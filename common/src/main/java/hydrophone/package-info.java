/** What all parts share; {@link hydrophone.Version} is the only thing at the top. */
@NullMarked
package hydrophone;

import org.jspecify.annotations.NullMarked;
