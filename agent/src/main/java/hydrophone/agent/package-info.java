/**
 * The command line of the agent and the place where its parts are put together ({@link
 * hydrophone.agent.Wiring}).
 *
 * <p>Data path, a package a step: {@code collect -> Envelope -> JsonCodec -> Outbox -> Sink}.
 */
@NullMarked
package hydrophone.agent;

import org.jspecify.annotations.NullMarked;
