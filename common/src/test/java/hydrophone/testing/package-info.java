/**
 * What all modules' tests share: message samples, house rules, and a real Kafka broker to be killed
 * and restarted.
 */
@NullMarked
package hydrophone.testing;

import org.jspecify.annotations.NullMarked;
