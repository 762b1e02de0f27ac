@NullMarked
package hydrophone.agent.config;

import org.jspecify.annotations.NullMarked;
