/** How to reach a broker: one record of settings for producer, consumer and admin client. */
@NullMarked
package hydrophone.kafka;

import org.jspecify.annotations.NullMarked;
