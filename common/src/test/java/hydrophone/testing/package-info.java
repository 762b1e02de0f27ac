/** What the tests of all modules share. */
@NullMarked
package hydrophone.testing;

import org.jspecify.annotations.NullMarked;
