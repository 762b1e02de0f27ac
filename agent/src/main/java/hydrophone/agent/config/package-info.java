/**
 * The daemon's configuration file: Sonar's ini grammar and keys, read whole, so that every mistake
 * in it is told at once.
 */
@NullMarked
package hydrophone.agent.config;

import org.jspecify.annotations.NullMarked;
