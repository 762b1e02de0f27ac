/** What the tests of all modules share; travels in the test jar. */
@NullMarked
package hydrophone.testing;

import org.jspecify.annotations.NullMarked;
