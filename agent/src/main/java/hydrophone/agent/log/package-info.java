/**
 * Where log lines go: a small SLF4J back end of our own, since a full one costs a resident daemon
 * memory that it has no use for.
 */
@NullMarked
package hydrophone.agent.log;

import org.jspecify.annotations.NullMarked;
