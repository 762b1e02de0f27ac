/** What the demo prints. */
@NullMarked
package hydrophone.deploy.demo;

import org.jspecify.annotations.NullMarked;
