/** The distribution and the demo; what is here sees all modules, and nobody sees it. */
@NullMarked
package hydrophone.deploy;

import org.jspecify.annotations.NullMarked;
