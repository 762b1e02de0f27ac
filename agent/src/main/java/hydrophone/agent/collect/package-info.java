/**
 * What the agent observes: one class a kind of message, each fed by the readers in {@code process}
 * and {@code machine}.
 */
@NullMarked
package hydrophone.agent.collect;

import org.jspecify.annotations.NullMarked;
